import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../tidy/repository.ts';
import { contractMatrix } from './contract-matrix.ts';

writeFileSync(path.join(ROOT, 'docs', 'adapter-contract.md'), contractMatrix());
