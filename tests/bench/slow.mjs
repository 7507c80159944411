// A browser with a sixth of the processor: its processes are let run for a while and stopped for
// five times as long, over and over. The developer tools' own slowing hardly reaches workers.
//
// Owns the processes below the one that it is given. Needs Linux (/proc).
import { readdirSync, readFileSync } from 'node:fs';

/** All processes below `root`, itself included. */
export function processesOf(root) {
  const parents = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It ended while we looked.
    }
  }
  const found = new Set([root]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const [pid, parent] of parents) {
      if (!found.has(parent) || found.has(pid)) continue;
      found.add(pid);
      grew = true;
    }
  }
  return [...found];
}

/** Slows the processes until the returned function is called. */
export function slow(root, times, runMs = 20) {
  let pids = processesOf(root);
  let running = true;
  let stopped = false;
  let timer;
  const signal = (name) => {
    for (const pid of pids) {
      try {
        process.kill(pid, name);
      } catch {
        // Gone already.
      }
    }
  };
  const turn = () => {
    if (stopped) return;
    running = !running;
    signal(running ? 'SIGCONT' : 'SIGSTOP');
    timer = setTimeout(turn, running ? runMs : runMs * (times - 1));
  };
  timer = setTimeout(turn, runMs);
  return () => {
    stopped = true;
    clearTimeout(timer);
    pids = processesOf(root);
    signal('SIGCONT');
  };
}

/** Memory that the processes have to themselves, shared pages by their share; in MiB. */
export function memoryMib(pids) {
  let kib = 0;
  for (const pid of pids) {
    try {
      kib += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
    } catch {
      // Gone already.
    }
  }
  return kib / 1024;
}

/** The process that runs the page and its worker: the renderer that has most to itself. */
export function rendererOf(root) {
  const renderers = processesOf(root).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=renderer');
    } catch {
      return false;
    }
  });
  return renderers.sort((a, b) => memoryMib([b]) - memoryMib([a]))[0];
}
