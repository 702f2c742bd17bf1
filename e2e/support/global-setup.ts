/** Before all tests: seeds one demo practice, of which every server gets a copy. Afterwards: removes it. */

import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BINARY, seedDemo } from './server';

export default async function globalSetup(): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'liaison-e2e-demo-'));
  // Tests that need no server run without one having been built.
  if (existsSync(BINARY)) await seedDemo(directory);
  process.env['E2E_DEMO'] = directory;
  return () => rm(directory, { recursive: true, force: true });
}
