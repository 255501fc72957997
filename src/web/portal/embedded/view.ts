import * as v from 'valibot';
import type { EmbeddedPart, EmbeddedView } from '../../../models/embedding.ts';

/*
 * What a host page asks of the screens, as the field's client library sends it: read as far as there is something here
 * that it can change, everything else is left out without a word.
 */

const PARTS: readonly EmbeddedPart[] = ['search', 'own', 'places', 'activity', 'pause', 'removal'];

const text = v.optional(v.fallback(v.optional(v.pipe(v.string(), v.maxLength(200))), undefined));
const flag = v.optional(v.fallback(v.optional(v.boolean()), undefined));
const group = <E extends v.ObjectEntries>(entries: E) =>
  v.optional(v.fallback(v.optional(v.object(entries)), undefined));

const Wishes = v.object({
  theme: text,
  filters: group({
    marketplace: group({
      category: text,
      label: text,
      filterQuery: v.optional(v.fallback(v.optional(v.array(v.unknown())), undefined)),
      includeActiveIntegrations: flag,
      strictMatchFilterQuery: flag,
    }),
  }),
  screenConfiguration: group({
    marketplace: group({ configuration: text, hideSearch: flag }),
    configurationWizard: group({ isInModal: flag }),
    instance: group({
      hideBackToMarketplace: flag,
      hideTabs: v.optional(v.fallback(v.optional(v.array(v.string())), undefined)),
      hidePauseButton: flag,
      hideDeactivation: flag,
    }),
  }),
});
type Wishes = v.InferOutput<typeof Wishes>;

/** How pages in a frame are to be; undefined where nothing is asked for that they are not anyway. */
export function viewOf(asked: unknown): EmbeddedView | undefined {
  const read = v.safeParse(Wishes, asked);
  if (!read.success) return undefined;
  const { theme, screenConfiguration } = read.output;
  const filters = filtersOf(read.output);
  const hidden = hiddenParts(read.output);
  const details = screenConfiguration?.marketplace?.configuration;
  const view: EmbeddedView = {
    ...(theme === 'DARK' || theme === 'LIGHT' ? { theme: theme === 'DARK' ? 'dark' : 'light' } : {}),
    ...(Object.keys(filters).length > 0 ? { filters } : {}),
    ...(hidden.length > 0 ? { hidden } : {}),
    ...(details === 'always-show-details' ? { details: 'always' } : {}),
    ...(details === 'disallow-details' ? { details: 'never' } : {}),
  };
  return Object.keys(view).length > 0 ? view : undefined;
}

function filtersOf({ filters }: Wishes): NonNullable<EmbeddedView['filters']> {
  const { category, label, filterQuery, strictMatchFilterQuery } = filters?.marketplace ?? {};
  return {
    ...(category ? { category } : {}),
    ...(label ? { label } : {}),
    ...(filterQuery && filterQuery.length > 0 ? { query: filterQuery } : {}),
    ...(strictMatchFilterQuery ? { isStrict: true } : {}),
  };
}

function hiddenParts({ filters, screenConfiguration = {} }: Wishes): EmbeddedPart[] {
  const { marketplace, configurationWizard, instance } = screenConfiguration;
  const parts: Record<EmbeddedPart, boolean | undefined> = {
    search: marketplace?.hideSearch,
    own: filters?.marketplace?.includeActiveIntegrations === false,
    places: instance?.hideBackToMarketplace || configurationWizard?.isInModal,
    activity: instance?.hideTabs?.some((tab) => tab === 'Executions' || tab === 'Logs'),
    pause: instance?.hidePauseButton,
    removal: instance?.hideDeactivation,
  };
  return PARTS.filter((part) => parts[part]);
}
