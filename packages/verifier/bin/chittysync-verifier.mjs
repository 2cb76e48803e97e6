#!/usr/bin/env node
// Node runs the TypeScript sources as they are, which older versions cannot; they are to say so, instead of
// ending with a code that means "not verified".
if (process.features.typescript) {
  await import('../src/cli.ts');
} else {
  console.error(`chittysync-verifier needs Node 24 or later; this is ${process.version}`);
  process.exitCode = 2;
}
