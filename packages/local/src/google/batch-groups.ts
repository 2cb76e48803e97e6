import {
  type BatchKind,
  dimensionRangeOf,
  refuse,
  type SpanOnSheet,
  spanOn,
} from './batch-context.ts';
import { type JsonObject, numberAt, objectAt } from './json.ts';

const groupsKey = ({ dimension }: SpanOnSheet) =>
  dimension === 'ROWS' ? 'rowGroups' : 'columnGroups';
const controlKey = ({ dimension }: SpanOnSheet) =>
  dimension === 'ROWS' ? 'rowGroupControlAfter' : 'columnGroupControlAfter';

const addDimensionGroup: BatchKind = (context, request) => {
  const span = spanOn(context, request);
  const { state } = span.sheet;
  const key = groupsKey(span);
  const depth =
    1 +
    Math.max(
      0,
      ...state[key]
        .filter((group) => encloses(group, span))
        .map((group) => numberAt(group, 'depth') ?? 0),
    );
  state[key] = [...state[key], { range: dimensionRangeOf(span), depth }];
  state.properties.gridProperties[controlKey(span)] = true;
  return { dimensionGroups: structuredClone(state[key]) };
};

function encloses(group: JsonObject, span: SpanOnSheet): boolean {
  const range = objectAt(group, 'range');
  return (
    (numberAt(range, 'startIndex') ?? 0) <= span.start &&
    (numberAt(range, 'endIndex') ?? 0) >= span.end
  );
}

const deleteDimensionGroup: BatchKind = (context, request) => {
  const span = spanOn(context, request);
  const { state } = span.sheet;
  const key = groupsKey(span);
  const index = state[key].findLastIndex((group) => encloses(group, span));
  if (index < 0) throw refuse(context, 'A group over the specified range does not exist.');
  state[key] = state[key].filter((_, i) => i !== index);
  return state[key].length > 0 ? { dimensionGroups: structuredClone(state[key]) } : {};
};

export const GROUP_KINDS: Readonly<Record<string, BatchKind>> = {
  addDimensionGroup,
  deleteDimensionGroup,
};
