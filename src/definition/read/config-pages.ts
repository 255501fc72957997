import { safeHtml } from '../../lib/html.ts';
import { literalText } from '../compile/value.ts';
import type { Definition } from '../document/schema.ts';

/** What stands on a page of the configuration: HTML to read, made harmless, or a config variable, which may have stood before. */
export type PageElement = PageText | { kind: 'variable'; key: string; isAgain: boolean };
export type PageText = { kind: 'text'; html: string };

export type ConfigPages = {
  pages: { title: string; note: string; isOfUsers: boolean; elements: PageElement[] }[];
  /** Keys of those that stand on no page, in their order. */
  others: string[];
};

/** The pages of a configuration as they are written. @param keys those of all config variables */
export function configPages({ configPages }: Definition, keys: Iterable<string>): ConfigPages {
  const seen = new Set<string>();
  const pages = (configPages ?? []).map(({ name, tagline, userLevelConfigured, elements }) => ({
    title: name,
    note: tagline ?? '',
    isOfUsers: userLevelConfigured === true,
    elements: (elements ?? []).flatMap(({ type, value }): PageElement[] => {
      if (type !== 'configVar') return textOf(value ?? '');
      const key = value ?? '';
      const isAgain = seen.has(key);
      seen.add(key);
      return [{ kind: 'variable', key, isAgain }];
    }),
  }));
  return { pages, others: [...keys].filter((key) => !seen.has(key)) };
}

function textOf(html: string): PageText[] {
  const harmless = safeHtml(html);
  return harmless === '' ? [] : [{ kind: 'text', html: harmless }];
}

/** What a variable says that asks for nothing; nothing for any other. */
export function textOfVariable({ requiredConfigVars }: Definition, key: string): PageText[] {
  const variable = requiredConfigVars?.find((each) => each.key === key);
  return variable?.dataType === 'htmlElement' ? textOf(literalText(variable.defaultValue)) : [];
}
