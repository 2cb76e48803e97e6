import { afterAll, beforeAll } from 'vitest';
import {
  startWorkspace,
  type TestWorkspace,
} from '../../src/adapters/notion/notion-workspace.fixture.ts';
import { openNotionTrial } from './open-notion-trial.ts';
import { registerAdapterContract } from './register-adapter-contract.ts';

let workspace: TestWorkspace;
beforeAll(async () => {
  workspace = await startWorkspace();
});
afterAll(() => workspace.close());

registerAdapterContract('notion', () => openNotionTrial(workspace));
