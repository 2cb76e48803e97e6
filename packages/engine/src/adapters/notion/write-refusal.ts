import type { RowWrite, WriteOutcome } from '../../model/write.ts';
import { errorOf, type NotionFault, namesUnknownProperty } from './notion-errors.ts';
import type { TableCodecs } from './table-codecs.ts';
import { dataSourceIdOf } from './table-ref.ts';

/**
 * The outcome of a write that Notion refused and did not carry out.
 * @throws the coded error where no other write can go on either
 */
export function refusalOf(codecs: TableCodecs, write: RowWrite, fault: NotionFault): WriteOutcome {
  const { id } = write;
  if (fault.kind === 'conflict') {
    return { id, status: 'failed', rule: 'CONFLICT', message: fault.message };
  }
  if (fault.kind === 'denied' && fault.additionalData.block_limit !== undefined) {
    return { id, status: 'rejected', rule: 'BLOCK_LIMIT', message: fault.message };
  }
  if (write.kind !== 'create' && fault.kind === 'not-found') {
    return { id, status: 'stale', message: 'the page is gone or not shared any more' };
  }
  if (fault.kind === 'invalid' && !namesUnknownProperty(fault)) {
    if (/can't edit .*archived/i.test(fault.message)) {
      return { id, status: 'stale', message: 'the page is in the trash or archived' };
    }
    const field = namedField(codecs, write, fault.message);
    const rejected = { id, status: 'rejected', rule: 'REFUSED', message: fault.message } as const;
    return field === undefined ? rejected : { ...rejected, field };
  }
  throw errorOf(fault, `data source ${dataSourceIdOf(codecs.table.ref)}`);
}

/** The written field whose property Notion's message names, as a path or at its beginning. */
function namedField(codecs: TableCodecs, write: RowWrite, message: string): string | undefined {
  return Object.keys(write.cells).find((name) => {
    const property = codecs.byField.get(name)?.bound.column.name ?? name;
    return (
      message.includes(`body.properties.${property}.`) ||
      message.includes(`body.properties["${property}"]`) ||
      message.startsWith(`${property} is expected`)
    );
  });
}
