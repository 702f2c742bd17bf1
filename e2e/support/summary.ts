/** Prints at the very end, in a line each, what failed and where: logs are often read from their end. */

import type { FullResult, Reporter, TestCase, TestResult } from '@playwright/test/reporter';

const COLOURS = /\u001b\[[0-9;]*m/g;

export default class Summary implements Reporter {
  private readonly failed: string[] = [];

  onTestEnd(test: TestCase, result: TestResult): void {
    if (result.status === test.expectedStatus || result.status === 'skipped') return;
    const { message = result.status, location } = result.error ?? {};
    const words = message.replace(COLOURS, '').split('\n').map((line) => line.trim()).filter(Boolean);
    const at = location ? `${location.file.replace(/^.*\/e2e\//, '')}:${location.line}` : `line ${test.location.line}`;
    this.failed.push(`${test.title}\n    ${at}: ${words.slice(0, 4).join(' | ')}`);
  }

  onEnd(result: FullResult): void {
    if (result.status === 'passed') return;
    console.log(`\nWhat failed:\n${this.failed.map((one) => `  ${one}`).join('\n')}`);
  }
}
