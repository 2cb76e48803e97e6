import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../tidy/repository.ts';
import { roundTripReference } from './round-trip-reference.ts';

writeFileSync(path.join(ROOT, 'docs', 'round-trip.md'), roundTripReference());
