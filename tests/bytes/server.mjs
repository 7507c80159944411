// The built server on a demonstration of its own, in a folder that goes with it.
//
// Owns the process and its end. Must not reach into the data directory.
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const READY_MS = 30_000;

export async function startServer(binary) {
  const data = await mkdtemp(join(tmpdir(), 'chaski-bytes-'));
  await run(binary, ['demo', 'seed', '--data', data, '--seed', '1', '--today', '2026-11-20']);
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const child = spawn(binary, ['serve', '--data', data, '--listen', `127.0.0.1:${port}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, CHASKI_LOG: 'error' },
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await ready(port, ended);
  return {
    address: { host: '127.0.0.1', port },
    async newCode() {
      const learner = await run(binary, ['learner', 'add', '--data', data, '--cohort', 'cohorte-1', '--name', 'Medida', '--json']);
      return JSON.parse(learner.stdout).code.replace('-', '');
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
      await rm(data, { recursive: true, force: true });
    },
  };
}

async function ready(port, ended) {
  const deadline = Date.now() + READY_MS;
  let gone = false;
  void ended.then(() => (gone = true));
  while (Date.now() < deadline && !gone) {
    const answer = await fetch(`http://127.0.0.1:${port}/healthz/ready`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the server did not become ready');
}
