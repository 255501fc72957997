import { builtInCatalog } from '../components/registry.ts';
import { checkDefinition } from '../definition/check/check.ts';
import { importDefinition } from '../definition/document/import.ts';
import type { Problem } from '../definition/document/problem.ts';
import { AppError, messageOf } from '../lib/errors.ts';
import type { Command } from './command.ts';

type Report = {
  file: string;
  ok: boolean;
  references: { total: number; resolved: number };
  components: { total: number; missing: string[] };
  problems: Problem[];
};

/** `stepwell check FILE…` */
export const check: Command = {
  summary: 'checks definition files: one line per problem, exit code 1 if any is an error',
  async run(args) {
    if (args.words.length === 0)
      throw new AppError('invalid', 'Name the files to check: stepwell check FILE…');
    const reports = await Promise.all(args.words.map(checkFile));
    console.log(
      args.switches.has('json') ? JSON.stringify(reports, undefined, 2) : reports.map(linesOf).join('\n'),
    );
    return reports.every((report) => report.ok) ? 0 : 1;
  },
};

async function checkFile(file: string): Promise<Report> {
  const nothing = { references: { total: 0, resolved: 0 }, components: { total: 0, missing: [] } };
  let text: string;
  try {
    text = await Bun.file(file).text();
  } catch (error) {
    const message = `The file cannot be read: ${messageOf(error)}.`;
    return { file, ok: false, ...nothing, problems: [{ severity: 'error', path: '', message }] };
  }
  const imported = importDefinition(text);
  if (!imported.ok) return { file, ok: false, ...nothing, problems: imported.problems };
  const checked = checkDefinition(imported.definition, builtInCatalog, imported.lineOf);
  const problems = [...imported.problems, ...checked.problems];
  const { references, components } = checked;
  return {
    file,
    ok: !problems.some((problem) => problem.severity === 'error'),
    references,
    components,
    problems,
  };
}

function linesOf({ file, ok, references, components, problems }: Report): string {
  const lines = problems.map(({ severity, path, message, line }) => {
    const place = [line === undefined ? file : `${file}:${line}`, path].filter(Boolean).join(' ');
    return `${place}: ${severity}: ${message}`;
  });
  const missing = components.missing.length > 0 ? ` (missing: ${components.missing.join(', ')})` : '';
  const counts = `${references.resolved} of ${references.total} references resolve, ${components.total} components${missing}`;
  return [...lines, `${file}: ${ok ? 'ok' : 'not ok'}, ${counts}`].join('\n');
}
