import { z } from '@hono/zod-openapi';

/** A canonical cell; see `model/cell.ts`. */
export const CellValue = z
  .union([z.string(), z.boolean(), z.array(z.string()).readonly(), z.null()])
  .openapi('Cell', { description: 'A cell in its canonical form; null is the one emptiness' });

export const CellValues = z.record(z.string(), CellValue).readonly();
