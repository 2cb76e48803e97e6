/** The databases of the local stack: ChittySync's own state, and the tables of the demo customer. */
export const LOCAL_DATABASES = ['chittysync', 'customer'] as const;

/**
 * A database server of the local stack behind two doors: the Postgres wire protocol, and the HTTP protocol of
 * `@neondatabase/serverless`. Which server stands behind them is the business of the three implementations.
 */
export interface LocalPostgres {
  /** Connection URL of a database, for the wire port and as `Neon-Connection-String` alike. */
  urlOf(database: string): string;
  /** URL of the HTTP endpoint (`POST …/sql`). */
  readonly neonEndpoint: string;
  close(): Promise<void>;
}
