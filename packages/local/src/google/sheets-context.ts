import type { ApiRequest, EmulatorClock } from '../emulator/emulator.ts';
import { accessOf, type Caller, type DriveFiles, FOLDER, SPREADSHEET } from './drive-files.ts';
import { ApiError, entityNotFound, invalidArgument, permissionDenied } from './errors.ts';
import type { IdSource } from './ids.ts';
import { followTableHeaders } from './table-headers.ts';
import type { Workbook } from './workbook.ts';
import type { WorkbookStore } from './workbook-store.ts';

/** The parts of the emulator that calls of the Sheets API work on. */
export interface SheetsParts {
  readonly files: DriveFiles;
  readonly workbooks: WorkbookStore;
  readonly clock: EmulatorClock;
  readonly ids: IdSource;
}

/** One call of the Sheets API. */
export interface SheetsCall {
  readonly parts: SheetsParts;
  readonly request: ApiRequest;
  readonly caller: Caller;
  /** The parts of the path that the route names, decoded. */
  readonly params: Readonly<Record<string, string>>;
}

/**
 * The spreadsheet of a call as a working copy. Fails as Sheets does: 404, 403, or 400 for other
 * files.
 */
export function openWorkbook(
  call: SheetsCall,
  purpose: 'read' | 'write',
  id = call.params.id ?? '',
): Workbook {
  const { files, workbooks } = call.parts;
  const file = files.find(id);
  if (!file) throw entityNotFound();
  const level = accessOf(file, call.caller);
  if (level === 'none' || (purpose === 'write' && level === 'reader')) throw permissionDenied();
  const isOffice = /officedocument|ms-excel/.test(file.mimeType);
  if (isOffice) {
    throw new ApiError(
      400,
      'FAILED_PRECONDITION',
      'This operation is not supported for this document. The document must not be an Office file.',
    );
  }
  const isOfGoogle = file.mimeType.startsWith('application/vnd.google-apps.');
  if (!isOfGoogle || file.mimeType === FOLDER) {
    throw invalidArgument('Request contains an invalid argument.');
  }
  const editor = { email: call.caller.email, isOwner: level === 'owner' };
  const workbook = file.mimeType === SPREADSHEET ? workbooks.load(id, editor) : undefined;
  if (!workbook) throw entityNotFound();
  return workbook;
}

/** Makes a change of a spreadsheet effective and known to Drive. */
export function saveWorkbook({ parts }: SheetsCall, workbook: Workbook): void {
  followTableHeaders(workbook.sheets);
  parts.workbooks.save(workbook);
  const { title } = workbook.state.properties;
  const file = parts.files.find(workbook.id);
  const isRenamed = typeof title === 'string' && file?.name !== title;
  parts.files.touch(workbook.id, isRenamed ? { name: title } : {});
}
