// Copies what browsers load from the lockfile's packages into `public/`, beside our own files.
import { copyFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dir, '..');

const FILES: Record<string, string> = {
  'htmx.js': 'htmx.org/dist/htmx.min.js',
  'hx-sse.js': 'htmx.org/dist/ext/hx-sse.min.js',
  'uplot.js': 'uplot/dist/uPlot.iife.min.js',
  'uplot.css': 'uplot/dist/uPlot.min.css',
};

for (const [name, source] of Object.entries(FILES)) {
  copyFileSync(join(ROOT, 'node_modules', source), join(ROOT, 'public', name));
}
