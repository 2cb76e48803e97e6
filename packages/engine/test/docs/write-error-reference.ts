import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../tidy/repository.ts';
import { errorReference } from './error-reference.ts';

writeFileSync(path.join(ROOT, 'docs', 'errors.md'), errorReference());
