import { defineConfig } from '@playwright/test';

const CHROMIUM = process.env['E2E_CHROMIUM'] ?? '/usr/bin/chromium';

export default defineConfig({
  testDir: './tests',
  // Nothing may pass by chance: what fails once has failed. A forgotten `.only` fails in CI.
  retries: 0,
  forbidOnly: Boolean(process.env['CI']),
  // Waiting costs nothing where all is well; a machine that is busy with the story's three browsers needs it.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  workers: 2,
  fullyParallel: true,
  reporter: [['list'], ['./support/summary.ts']],
  use: {
    locale: 'en-CA',
    timezoneId: 'America/Toronto',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: CHROMIUM,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--use-fake-device-for-media-stream',
        '--use-fake-ui-for-media-stream',
        '--auto-select-desktop-capture-source=Entire screen',
        '--allow-loopback-in-peer-connection',
      ],
    },
  },
});
