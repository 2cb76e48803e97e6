import { z } from 'zod';
import { CELL_TYPES } from '../../../src/model/cell-type.ts';

const ROLE = z.string().regex(/^[A-Z]$/);
const CELL = z.union([z.string(), z.boolean(), z.array(z.string()), z.null()]);
const CELLS = z.record(z.string(), CELL);
/** The step is done for each number from the first to the last, with `{n}` in its texts replaced. */
const NUMBERS = z.tuple([z.int(), z.int()]);

/** What goes wrong with a binding, during the next run only. */
export const FAULTS = [
  // Half of its rows are read, then it fails.
  'unreadable-midway',
  // There is no such table for this account any more.
  'access-lost',
  // It refuses to be written.
  'unwritable',
  // A chunk is written, but the answer never comes.
  'answer-lost',
  // A chunk is written, then the process that runs the sync is gone.
  'crash-after-write',
] as const;
export type Fault = (typeof FAULTS)[number];

const COLUMN = z.strictObject({
  nativeType: z.string().exactOptional(),
  cellType: z.enum(CELL_TYPES).exactOptional(),
  writable: z.boolean().exactOptional(),
  options: z.array(z.string()).exactOptional(),
});

/** What a person does in one system. A row is named by cells that no other row has all of. */
export const PEOPLE = {
  add: z.strictObject({ add: ROLE, row: CELLS, n: NUMBERS.optional() }),
  edit: z.strictObject({
    edit: ROLE,
    row: CELLS,
    set: CELLS,
    n: NUMBERS.optional(),
    /** In the same minute as what was done before. */
    atOnce: z.boolean().default(false),
  }),
  delete: z.strictObject({ delete: ROLE, row: CELLS, n: NUMBERS.optional() }),
  /** Takes a row out of the trash, where the system has one. */
  untrash: z.strictObject({ untrash: ROLE, row: CELLS }),
  /** Changes the column of a field, or drops it. In memory only. */
  alter: z.strictObject({ alter: ROLE, field: z.string(), column: COLUMN.nullable() }),
  /** Turns the order of the rows round, where rows have an order, as when somebody sorts a sheet. */
  reverse: z.strictObject({ reverse: ROLE }),
  tick: z.strictObject({ tick: z.int().positive() }),
};

const DURING = z.strictObject({
  /** The beginning of a durable step's name, before which it happens, such as `diff` or `apply`. */
  before: z.string(),
  do: z.array(z.union(Object.values(PEOPLE))).default([]),
  /** Another attempt at the same run starts, and comes to its end first. */
  takeOver: z.boolean().default(false),
});

const STEPS = {
  ...PEOPLE,
  /** `queued`: what an approval, a decision or a crash left to do; `again`: the last run once more. */
  run: z.strictObject({
    run: z.enum(['sync', 'preview', 'queued', 'again']),
    times: z.int().positive().default(1),
    during: DURING.optional(),
  }),
  /** The run that waits for a decision: it was halted, or is an undo or a restore that was previewed. */
  approve: z.strictObject({ approve: z.enum(['halted', 'previewed']) }),
  reject: z.strictObject({ reject: z.enum(['halted', 'previewed']) }),
  /** Has it previewed to take back what that run did. Runs are counted from 1, each time they are carried out. */
  undo: z.strictObject({ undo: z.int().positive() }),
  /** Has it previewed to go back to how all was after that run; after 0 the first step was still to come. */
  restoreAsOf: z.strictObject({ restoreAsOf: z.int().nonnegative() }),
  resolve: z.strictObject({
    /** The field of the conflict. */
    resolve: z.string(),
    row: CELLS,
    value: CELL,
    /** The person saw the conflict as it stood after that run, counted from 1; else as it is now. */
    asAfterRun: z.int().positive().optional(),
  }),
  fault: z.strictObject({ fault: ROLE, is: z.enum(FAULTS) }),
  /** The registry is set up once more over the same tables: nothing is known of them. */
  setUpAgain: z.strictObject({ setUpAgain: z.literal(true) }),
  /** The binding is pointed at a new table that holds these rows. */
  repoint: z.strictObject({ repoint: ROLE, rows: z.array(CELLS) }),
};

type Parsed<Shapes> = { [Verb in keyof Shapes]: z.output<Shapes[Verb]> }[keyof Shapes];
export type PeopleStep = Parsed<typeof PEOPLE>;
export type ScenarioStep = Parsed<typeof STEPS>;
export type RunStep = z.output<typeof STEPS.run>;
export type ResolveStep = z.output<typeof STEPS.resolve>;
export type ColumnChange = z.output<typeof COLUMN>;

/** A step by its verb, so that what is wrong with it is told in terms of that verb. */
export const scenarioStep = z.unknown().transform((step, context): ScenarioStep => {
  const verbs = typeof step === 'object' && step !== null ? Object.keys(step) : [];
  const verb = Object.keys(STEPS).find((name) => verbs.includes(name));
  if (verb === undefined) {
    const message = `a step has one of ${Object.keys(STEPS).join(', ')}`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  }
  const parsed = STEPS[verb as keyof typeof STEPS].safeParse(step);
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues) {
    context.addIssue({ code: 'custom', path: [...path], message });
  }
  return z.NEVER;
});
