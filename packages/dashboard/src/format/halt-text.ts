/** A safety rule in plain words. */
export interface HaltText {
  readonly title: string;
  /** What a person should look at before deciding. */
  readonly advice: string;
}

const HALTS: Readonly<Record<string, HaltText>> = {
  BULK_DELETE: {
    title: 'Unusually many records would be deleted',
    advice:
      'Approve if someone removed these rows on purpose. Reject if a filter, a cleared sheet or a wrong table ' +
      'made them seem gone.',
  },
  INVALID_ROWS: {
    title: 'Unusually many rows are invalid',
    advice:
      'The open problems of the registry list each row and the rule it breaks. Invalid rows stay as they are ' +
      'either way; approve to sync the others.',
  },
  PLACE_CHANGED: {
    title: 'A binding points to another table than before',
    advice:
      'Its rows were matched anew by the key, and none is deleted because of the move. Approve if the table was ' +
      'replaced on purpose.',
  },
  EMPTY_SIDE: {
    title: 'A table that held rows is empty',
    advice:
      'Most often access was withdrawn, or the table was cleared by accident. Look there before you approve.',
  },
  PERMUTED_KEYS: {
    title: 'Keys of a table stand beside other rows than before',
    advice:
      'Most often only the key column was sorted or shifted. Reject and put it right in the table; if you approve, ' +
      'each record gets the cells that stand beside its key now.',
  },
  ALL_ROWS_CHANGED: {
    title: 'Every row of a table changed at once',
    advice:
      'Look at a few changes in the plan below: a shifted column or a failed import looks like this.',
  },
  SCHEMA_CHANGED: {
    title: 'A table is built otherwise than before',
    advice:
      'Nothing was read yet. Approve if the table was changed on purpose: the run then starts again, and stops once ' +
      'more if its plan calls for it. Reject if it was a slip, or to map the field to another column; until the ' +
      'table is as it was or mapped anew, each run stops here.',
  },
  APPROVAL_REQUIRED: {
    title: 'Fields changed that need an approval',
    advice:
      'The registry asks for a person before new values of these fields go out. Each is in the plan below.',
  },
};

const UNKNOWN: HaltText = {
  title: 'A safety rule stopped the run',
  advice: 'Look at the plan below before you decide.',
};

/** What is otherwise where a person asked for the plan, to bring an earlier state back. */
const ADVICE_TO_BRING_BACK: Readonly<Record<string, string>> = {
  BULK_DELETE:
    'These records were not there in the state that comes back, so they are deleted in every system. Read the ' +
    'deletes of the plan below before you approve.',
};

/** The plain words for the code of a halt, in a plan that someone asked for to bring an earlier state back or not. */
export function haltText(code: string, bringsBack: boolean): HaltText {
  const text = HALTS[code] ?? UNKNOWN;
  const advice = bringsBack ? ADVICE_TO_BRING_BACK[code] : undefined;
  return advice === undefined ? text : { ...text, advice };
}
