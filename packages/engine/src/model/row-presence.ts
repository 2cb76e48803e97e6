/**
 * Where a row that was not seen in a complete fetch is. Only `trashed` and `gone` are deletions. `unidentified`:
 * nowhere under its key, but a row that nothing can be matched to may be it; no adapter says so.
 */
export type RowPresence = 'present' | 'trashed' | 'gone' | 'moved' | 'unreachable' | 'unidentified';
