import { readAuditEntries, readSignedEntries, type SignedEntry } from '../db/audit-reader.ts';
import type { Page, PageRequest } from '../db/page-cursor.ts';
import type { AppDeps } from './app-deps.ts';
import { AUDIT_CSV_HEADER, auditCsvLines } from './audit-csv.ts';
import * as contract from './contract/audit.ts';
import { newRouter } from './new-router.ts';
import { tenantOf } from './tenant-of.ts';

const EXPORT_PAGE = 500;

/** `/audit`: the log's entries, searched and exported. */
export function auditRoutes({ database }: AppDeps) {
  return newRouter()
    .openapi(contract.listAuditEntries, async (c) => {
      const { limit, cursor, ...filter } = c.req.valid('query');
      const tenant = tenantOf(c, database);
      return c.json(await readAuditEntries(tenant, filter, { limit, cursor }), 200);
    })
    .openapi(contract.exportAudit, async (c) => {
      const { format, ...filter } = c.req.valid('query');
      const tenant = tenantOf(c, database);
      const isCsv = format === 'csv';
      const chunks = isCsv
        ? exportChunks(
            (page) => readAuditEntries(tenant, filter, page),
            auditCsvLines,
            AUDIT_CSV_HEADER,
          )
        : exportChunks((page) => readSignedEntries(tenant, filter, page), signedLine);
      // The first chunk is read before the answer begins, so that a fault then still gets its envelope.
      const first = await chunks.next();
      return new Response(toStream(first, chunks), {
        headers: {
          'Content-Type': isCsv ? 'text/csv; charset=utf-8' : 'application/jsonl; charset=utf-8',
          'Content-Disposition': `attachment; filename="audit.${format}"`,
        },
      });
    });
}

/** A line of the export for machines: the signed text itself, so that its signature can be verified. */
function signedLine({ index, entry, signature }: SignedEntry): string {
  return `${JSON.stringify({ index, entry, signature })}\n`;
}

/** The text of an export page by page; memory stays at one page, whatever the log's length. */
async function* exportChunks<Entry>(
  read: (request: PageRequest) => Promise<Page<Entry>>,
  lines: (entry: Entry) => string,
  header = '',
): AsyncGenerator<string, undefined> {
  let cursor: string | null = null;
  let lead = header;
  do {
    const page: Page<Entry> = await read({ limit: EXPORT_PAGE, cursor });
    yield lead + page.items.map(lines).join('');
    lead = '';
    cursor = page.nextCursor;
  } while (cursor !== null);
}

function toStream(
  first: IteratorResult<string, undefined>,
  chunks: AsyncGenerator<string, undefined>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let next: IteratorResult<string, undefined> | null = first;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = next ?? (await chunks.next());
      next = null;
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await chunks.return(undefined);
    },
  });
}
