/** Where a row that was not seen in a complete fetch is. Only `trashed` and `gone` are deletions. */
export type RowPresence = 'present' | 'trashed' | 'gone' | 'moved' | 'unreachable';
