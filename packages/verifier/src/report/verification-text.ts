import type { Finding } from '../verify/finding.ts';
import type { Verification } from '../verify/verify-entries.ts';
import { showText } from './show-text.ts';

/** Findings that are printed; `--json` has more. */
const FINDINGS_PRINTED = 50;

/** The result for people, line by line. */
export function verificationText(result: Verification): string[] {
  const { verified, entries, runs, position, findings, findingsTotal } = result;
  const open = runs.open === 0 ? '' : ` (${runs.open} with an intent and no end)`;
  const beyond = findingsTotal - Math.min(findings.length, FINDINGS_PRINTED);
  return [
    `${verified ? 'verified' : 'NOT VERIFIED'}: ${entries} entries of ${runs.total} runs${open}`,
    `highest index ${position.highestIndex ?? 'none'}, digest ${position.digest}`,
    ...findings.slice(0, FINDINGS_PRINTED).map(findingText),
    ...(beyond > 0 ? [`… and ${beyond} more findings`] : []),
  ];
}

/** One finding with its place; the code stands first. */
export function findingText({ code, line, index, message }: Finding): string {
  const places = [
    ...(line === null ? [] : [`line ${line}`]),
    ...(index === null ? [] : [`index ${index}`]),
  ];
  return `${code} ${[places.join(', '), showText(message)].filter((part) => part !== '').join(': ')}`;
}
