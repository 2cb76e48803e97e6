import type {
  ApiRequest,
  ApiResponse,
  EmulatorClock,
  EmulatorService,
  EmulatorServiceFactory,
  EmulatorStore,
} from '../emulator/emulator.ts';
import { answerMask } from './answer-fields.ts';
import { ACCOUNT_EMAIL, assertScope, Credentials } from './credentials.ts';
import { DriveFiles } from './drive-files.ts';
import { ApiError, driveErrorBody, sheetsErrorBody } from './errors.ts';
import { masked } from './field-mask.ts';
import { countedIds, type IdSource, randomIds } from './ids.ts';
import { isObject, textAt } from './json.ts';
import { seededSpreadsheet } from './new-spreadsheet.ts';
import { OAuth, type ServiceAccount } from './oauth.ts';
import { readQuery } from './proto-json.ts';
import { quotaError, standardError } from './provider-errors.ts';
import { type Notification, PushChannels } from './push-channels.ts';
import { type MatchedRoute, matchRoute } from './routes.ts';
import { WorkbookStore } from './workbook-store.ts';

/** What a Google emulator is given at its start; service accounts outlive every reset. */
export interface GoogleSeed {
  readonly serviceAccounts: readonly ServiceAccount[];
  readonly ids?: IdSource;
  /** Makes the ids of a history the same every time; tokens can be guessed then. */
  readonly idSeed?: string;
  /**
   * Time until Drive shows a change of content, until the first reset turns it off. Default 20 s.
   */
  readonly driveLagMs?: number;
  /** Sends push notifications; default: HTTP POST, a failure is not repeated. */
  readonly notify?: (notification: Notification) => void;
}

/** Sheets v4, Drive v3 and Google OAuth on one origin. */
export const createGoogleService =
  (seed: GoogleSeed = { serviceAccounts: [] }): EmulatorServiceFactory =>
  (clock, store) =>
    new GoogleService(clock, store, seed);

const OAUTH_PATHS = new Set(['/token', '/revoke', '/o/oauth2/v2/auth']);

class GoogleService implements EmulatorService {
  readonly name = 'google';
  readonly #credentials: Credentials;
  readonly #oauth: OAuth;
  readonly #parts: {
    readonly files: DriveFiles;
    readonly workbooks: WorkbookStore;
    readonly channels: PushChannels;
    readonly clock: EmulatorClock;
    readonly ids: IdSource;
  };
  readonly #driveLagMs: number;
  /** A new store is given to `afterReset` once before any reset. */
  #isNew: boolean;

  constructor(clock: EmulatorClock, store: EmulatorStore, seed: GoogleSeed) {
    const { idSeed } = seed;
    const ids = seed.ids ?? (idSeed === undefined ? randomIds : countedIds(store, idSeed));
    this.#credentials = new Credentials(store, clock, ids);
    this.#oauth = new OAuth(this.#credentials, seed.serviceAccounts, clock);
    this.#driveLagMs = seed.driveLagMs ?? 20_000;
    const channels = new PushChannels(store, clock, seed.notify ?? post);
    const files = new DriveFiles(
      store,
      clock,
      (fileId, isRemoved) => channels.changed(fileId, isRemoved ? 'remove' : 'update'),
      seed.serviceAccounts.map(({ clientEmail }) => clientEmail),
    );
    this.#isNew = !files.hasLag();
    this.#parts = { files, workbooks: new WorkbookStore(store), channels, clock, ids };
  }

  routeOf(method: string, path: string): string {
    return matchRoute(method, path)?.route.template ?? path;
  }

  async handle(request: ApiRequest): Promise<ApiResponse> {
    if (OAUTH_PATHS.has(request.path)) return this.#authorization(request);
    const matched = matchRoute(request.method, request.path);
    if (!matched) return notFoundPage(request.path);
    try {
      return this.#answer(request, matched);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return errorAnswer(request, error);
    }
  }

  #authorization(request: ApiRequest): ApiResponse | Promise<ApiResponse> {
    if (request.path === '/token') return this.#oauth.token(request);
    return request.path === '/revoke'
      ? this.#oauth.revoke(request)
      : this.#oauth.authorize(request);
  }

  #answer(request: ApiRequest, { route, params }: MatchedRoute): ApiResponse {
    const caller = this.#credentials.authenticate(request);
    assertScope(caller, route.api, route.needsWrite);
    if (route.api === 'drive') {
      const body = route.handle({ parts: this.#parts, request, caller, params });
      return body === undefined
        ? { status: 204, headers: { 'content-type': 'text/html' }, body: undefined }
        : { status: 200, headers: JSON_HEADERS, body };
    }
    const query = readQuery(request.query, route.parameters);
    const call = { parts: this.#parts, request: { ...request, query }, caller, params };
    const mask = answerMask(route.template, request.query.get('fields') ?? '');
    return { status: 200, headers: JSON_HEADERS, body: masked(route.handle(call), mask) };
  }

  overQuota(request: ApiRequest): ApiResponse {
    const route = matchRoute(request.method, request.path)?.route;
    return errorAnswer(request, quotaError(route?.api ?? 'sheets', route?.quota ?? 'read'));
  }

  faultAnswer(request: ApiRequest, status: number): ApiResponse {
    if (status === 429) return this.overQuota(request);
    return errorAnswer(request, standardError(status));
  }

  /** Reads and writes have quotas of their own; a service account is one user. */
  quotaSubject(request: ApiRequest): string {
    const route = matchRoute(request.method, request.path)?.route;
    const quota = route ? `${route.api} ${route.quota}` : 'other';
    return `${this.#credentials.subjectOf(request)} ${quota}`;
  }

  afterReset({ token }: { readonly token?: string }): void {
    this.#parts.files.setLag(this.#isNew ? this.#driveLagMs : 0);
    this.#isNew = false;
    if (token !== undefined) this.#credentials.acceptMaster(token);
  }

  /** A spreadsheet that comes without a Drive file gets one. */
  putObjects(objects: readonly unknown[]): void {
    const { files, workbooks, ids } = this.#parts;
    const editor = { email: ACCOUNT_EMAIL, isOwner: true };
    for (const object of objects.filter(isObject)) {
      const spreadsheetId = textAt(object, 'spreadsheetId');
      if (spreadsheetId === undefined) {
        files.seed(object);
        continue;
      }
      const workbook = seededSpreadsheet(object, ids, editor);
      workbooks.delete(spreadsheetId);
      workbooks.save(workbook);
      const name = textAt(workbook.state.properties, 'title') ?? 'Untitled spreadsheet';
      if (!files.find(spreadsheetId)) files.seed({ id: spreadsheetId, name });
    }
  }
}

const JSON_HEADERS = { 'content-type': 'application/json; charset=UTF-8' };

function errorAnswer({ path }: ApiRequest, error: ApiError): ApiResponse {
  const body = path.startsWith('/drive/') ? driveErrorBody(error) : sheetsErrorBody(error);
  const challenge: Record<string, string> =
    error.status === 401
      ? { 'www-authenticate': 'Bearer realm="https://accounts.google.com/"' }
      : {};
  return { status: error.status, headers: { ...JSON_HEADERS, ...challenge }, body };
}

/** Google answers unknown paths with a page, not with JSON. */
const notFoundPage = (path: string): ApiResponse => ({
  status: 404,
  headers: { 'content-type': 'text/html; charset=UTF-8' },
  body: `<!DOCTYPE html><title>Error 404 (Not Found)!!1</title><p>The requested URL <code>${path.replaceAll('<', '&lt;')}</code> was not found on this server.`,
});

/** Delivery is best effort, as the receiver may be gone; Drive makes no promise either. */
function post({ url, headers }: Notification): void {
  const request = { method: 'POST', headers, signal: AbortSignal.timeout(10_000) };
  fetch(url, request).catch((error: unknown) => console.error(`push to ${url} failed`, error));
}
