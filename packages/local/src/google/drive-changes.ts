import type { DriveCall } from './drive-calls.ts';
import { driveMask } from './drive-fields.ts';
import { accessOf } from './drive-files.ts';
import { ApiError } from './errors.ts';
import { masked } from './field-mask.ts';
import { jsonBody } from './json-body.ts';

const HOST = 'https://www.googleapis.com/drive/v3';

export const getStartPageToken = (call: DriveCall): unknown => ({
  kind: 'drive#startPageToken',
  startPageToken: String(call.parts.files.changesFrom(1).next),
});

function positionOf(call: DriveCall): number {
  const position = Number(call.request.query.get('pageToken') ?? '');
  if (Number.isInteger(position) && position >= 1) return position;
  throw new ApiError(400, 'INVALID_ARGUMENT', 'Invalid Value', {
    reason: 'invalid',
    location: 'pageToken',
  });
}

/** The changes since a page token: the last one of each file. */
export function listChanges(call: DriveCall): unknown {
  const { files } = call.parts;
  const { changes, next } = files.changesFrom(positionOf(call));
  const latest = new Map(changes.map((change) => [change.fileId, change]));
  const shown = [...latest.values()].flatMap(({ fileId, time, removed }) => {
    const file = files.find(fileId);
    const isVisible = file !== undefined && accessOf(file, call.caller) !== 'none';
    if (!removed && !isVisible) return [];
    const change = {
      kind: 'drive#change',
      type: 'file',
      changeType: 'file',
      time,
      removed,
      fileId,
    };
    return [file && isVisible && !removed ? { ...change, file: files.onWire(file) } : change];
  });
  const list = { kind: 'drive#changeList', newStartPageToken: String(next), changes: shown };
  return masked(list, driveMask(call.request.query, 'changeList'));
}

export function watchChanges(call: DriveCall): unknown {
  const position = positionOf(call);
  const uri = `${HOST}/changes?alt=json&pageToken=${position}`;
  return call.parts.channels.open(jsonBody(call.request), uri);
}

export function watchFile(call: DriveCall): unknown {
  const file = call.parts.files.get(call.params.id ?? '', call.caller);
  const uri = `${HOST}/files/${file.id}?alt=json`;
  return call.parts.channels.open(jsonBody(call.request), uri, file.id);
}

export function stopChannel(call: DriveCall): undefined {
  call.parts.channels.stop(jsonBody(call.request));
  return undefined;
}
