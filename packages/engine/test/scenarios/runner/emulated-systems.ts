import type { Credential } from '../../../src/adapters/adapter.ts';
import { catalogue } from '../../../src/adapters/catalogue.ts';
import {
  startWorkspace,
  type TestWorkspace,
} from '../../../src/adapters/notion/notion-workspace.fixture.ts';
import {
  type LocalDatabase,
  startLocalDatabase,
} from '../../../src/adapters/postgres/local-database.fixture.ts';
import {
  type SheetsWorkbench,
  startWorkbench,
} from '../../../src/adapters/sheets/sheets-workbench.ts';
import type { SystemName } from '../../../src/model/system.ts';
import { notionPeoplesTable } from './notion-peoples-table.ts';
import type { PeoplesTable, Premises, TableShapeOfRole } from './peoples-table.ts';
import { postgresPeoplesTable } from './postgres-peoples-table.ts';
import { sheetsPeoplesTable } from './sheets-peoples-table.ts';

type CreateTable = (title: string, shape: TableShapeOfRole) => Promise<PeoplesTable>;

/** The real adapters over loopback: the emulators of Notion and Google, and a Postgres, all in this process. */
export class EmulatedSystems implements Premises {
  readonly systems: Premises['systems'];
  private readonly workspace: TestWorkspace;
  private readonly workbench: SheetsWorkbench;
  private readonly database: LocalDatabase;
  private readonly create: Readonly<Record<SystemName, CreateTable>>;
  private tables = 0;

  private constructor(
    workspace: TestWorkspace,
    workbench: SheetsWorkbench,
    database: LocalDatabase,
  ) {
    this.workspace = workspace;
    this.workbench = workbench;
    this.database = database;
    this.create = {
      notion: (title, shape) => notionPeoplesTable(workspace, title, shape),
      postgres: (title, shape) => postgresPeoplesTable(database, title, shape),
      sheets: (title, shape) => sheetsPeoplesTable(workbench, title, shape),
    };
    const credentials: Readonly<Record<SystemName, Credential>> = {
      notion: workspace.credential,
      postgres: { kind: 'url', url: database.wireUrl },
      sheets: workbench.credential,
    };
    const { baseUrls, wait } = workspace.environment;
    this.systems = {
      catalogue,
      credentialOf: ({ system }) => credentials[system],
      network: { fetch, wait, baseUrls: { ...baseUrls, ...workbench.environment.baseUrls } },
    };
  }

  static async start(): Promise<EmulatedSystems> {
    return new EmulatedSystems(
      await startWorkspace(),
      await startWorkbench(),
      await startLocalDatabase(),
    );
  }

  createTable(role: string, system: SystemName, shape: TableShapeOfRole): Promise<PeoplesTable> {
    this.tables += 1;
    return this.create[system](`Table ${this.tables} of ${role}`, shape);
  }

  /** Only Notion tells edit times. */
  async setTime(now: Date): Promise<void> {
    await this.workspace.control('POST', 'clock', { now: now.toISOString() });
  }

  async close(): Promise<void> {
    await this.workspace.close();
    await this.workbench.close();
    await this.database.close();
  }
}
