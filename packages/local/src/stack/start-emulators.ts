import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { EmulatorServiceFactory, RunningEmulator } from '../emulator/emulator.ts';
import { startEmulator } from '../emulator/start-emulator.ts';
import { createGoogleService } from '../google/create-google-service.ts';
import { createNotionService } from '../notion/create-notion-service.ts';
import { createPeersService } from '../peers/create-peers-service.ts';
import { publicPemOf, type StackSecrets } from './stack-secrets.ts';
import { HOST, type PortName, portOf, type StackSettings } from './stack-settings.ts';

/** Starts the emulators of Notion and Google and the ChittyOS stand-ins, each with its own state file. */
export function startEmulators(
  settings: StackSettings,
  secrets: StackSecrets,
): Promise<RunningEmulator>[] {
  const directory = path.join(settings.home, 'emulators');
  mkdirSync(directory, { recursive: true });
  const { clientEmail, privateKeyPem } = secrets.serviceAccount;
  const serviceAccounts = [{ clientEmail, publicKeyPem: publicPemOf(privateKeyPem) }];
  const { notionToken: token, rootPageId } = secrets;
  const start = (name: PortName, factory: EmulatorServiceFactory) =>
    startEmulator(factory, {
      port: portOf(settings, name),
      host: HOST,
      statePath: path.join(directory, `${name}.sqlite`),
    });
  return [
    start('notion', createNotionService({ token, rootPageId })),
    start('google', createGoogleService({ serviceAccounts })),
    start('peers', createPeersService()),
  ];
}
