import type { Catalog } from '../../components/catalog.ts';
import { isNever } from '../../lib/cron.ts';
import { cronFault, timeZoneFault } from '../../lib/cron-fault.ts';
import type { Path } from '../document/problem.ts';
import { scheduleDefault } from '../document/schedule-default.ts';
import type { ConfigVar, Definition } from '../document/schema.ts';
import type { Report } from './check.ts';
import { didYouMean } from './hint.ts';

/** Checks the config variables themselves and the pages that show them. */
export function checkConfigVars(
  { requiredConfigVars, configPages }: Definition,
  catalog: Catalog,
  report: Report,
): void {
  const keys = new Set<string>();
  for (const [index, configVar] of (requiredConfigVars ?? []).entries()) {
    const path = ['requiredConfigVars', index];
    if (keys.has(configVar.key)) {
      report(
        'error',
        [...path, 'key'],
        `The config variable ${configVar.key} is there twice: rename one of them.`,
      );
    }
    keys.add(configVar.key);
    checkConfigVar(configVar, path, report);
    checkShared(configVar, path, catalog, report);
  }
  checkPages(configPages, keys, report);
}

function checkConfigVar(configVar: ConfigVar, path: Path, report: Report): void {
  const { key, dataType, connection, useScopedConfigVar, timeZone } = configVar;
  if (dataType === 'connection' && !connection && !useScopedConfigVar) {
    report('error', path, `The connection ${key} does not say of which component: add connection.`);
  }
  if (dataType !== 'schedule') return;
  const preset = scheduleDefault(configVar);
  const cron = preset && !isNever(preset.scheduleType) ? cronFault(preset.cron) : undefined;
  if (cron) report('error', [...path, 'defaultValue'], cron);
  const zone = timeZoneFault(timeZone);
  if (zone) report('error', [...path, 'timeZone'], zone);
  const ownZone = timeZoneFault(preset?.timeZone);
  if (ownZone) report('error', [...path, 'defaultValue'], ownZone);
}

/** The key is kept as it was written: another installation may have what it names. */
function checkShared(
  { key, useScopedConfigVar }: ConfigVar,
  path: Path,
  { shared }: Catalog,
  report: Report,
): void {
  if (!useScopedConfigVar || !shared || shared.has(useScopedConfigVar)) return;
  report('error', [...path, 'useScopedConfigVar'], () => {
    const hint = didYouMean(
      useScopedConfigVar,
      shared.keys(),
      'make it under Connections, or choose another.',
    );
    return `${key} uses the shared connection ${useScopedConfigVar}, which is not there: ${hint}`;
  });
}

function checkPages(pages: Definition['configPages'], keys: ReadonlySet<string>, report: Report): void {
  for (const [index, page] of (pages ?? []).entries()) {
    for (const [position, { type, value }] of (page.elements ?? []).entries()) {
      if (type !== 'configVar' || keys.has(value ?? '')) continue;
      report('error', ['configPages', index, 'elements', position], () => {
        const hint = didYouMean(value ?? '', keys, 'add the variable, or remove it from the page.');
        return `The page ${page.name} shows ${value}, which is no config variable: ${hint}`;
      });
    }
  }
}
