import { afterAll, beforeAll } from 'vitest';
import {
  type SheetsWorkbench,
  startWorkbench,
} from '../../src/adapters/sheets/sheets-workbench.ts';
import { openSheetsTrial } from './open-sheets-trial.ts';
import { registerAdapterContract } from './register-adapter-contract.ts';

let workbench: SheetsWorkbench;
beforeAll(async () => {
  workbench = await startWorkbench();
});
afterAll(() => workbench.close());

registerAdapterContract('sheets', () => openSheetsTrial(workbench));
