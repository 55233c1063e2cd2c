import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';

// For working on the code. When client/ or a template changes, the browser's files are built and the service starts anew;
// when src/ or demo/ changes, it starts anew. Ctrl+C ends it. (`node --watch` does not start a service that has threads.)

/** An editor saves several files, or one file in several steps: this long without a change, in ms, and they are taken up. */
const quiet = 200;

let work = Promise.resolve();
let service: ChildProcess | null = null;
let isEnding = false;

function queue(act: () => Promise<void>): void {
  work = work.then(act);
}

/** Builds the browser's files. Answers whether that went well; otherwise esbuild or Sass has said why. */
async function build(): Promise<boolean> {
  const [code] = (await once(node('scripts/build-client.ts'), 'exit')) as [number | null];
  return code === 0;
}

async function stop(): Promise<void> {
  if (service?.exitCode !== null || service.signalCode !== null) return;
  const ended = once(service, 'exit');
  service.kill();
  await ended;
}

async function restart(): Promise<void> {
  await stop();
  if (!isEnding) service = node('src/main.ts');
}

function node(program: string): ChildProcess {
  return spawn(process.execPath, [program], { stdio: 'inherit' });
}

function onChange(folders: readonly string[], act: () => Promise<void>): void {
  let timer: NodeJS.Timeout | undefined;
  for (const folder of folders) {
    watch(folder, { recursive: true }, () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        queue(act);
      }, quiet);
    });
  }
}

const buildAndRestart = async (): Promise<void> => {
  if (await build()) await restart();
};
onChange(['client', 'templates'], buildAndRestart);
onChange(['src', 'demo'], restart);
queue(buildAndRestart);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    isEnding = true;
    void stop().then(() => process.exit());
  });
}
