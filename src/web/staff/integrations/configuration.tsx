import * as v from 'valibot';
import { links } from '../../../lib/links.ts';
import { readNotice } from '../../kit/flash.ts';
import { handler, show } from '../../kit/page.ts';
import { configurationPage } from '../designer/configuration-page.tsx';

const configurationQuery = {
  variable: v.optional(v.string()),
  page: v.optional(v.string()),
  told: v.optional(v.string()),
};

export const showConfiguration = handler<'id', typeof configurationQuery>(
  { query: configurationQuery },
  async ({ deps, frame, user, param, query: { told, ...looked } }) => {
    const said = readNotice(deps.vault, told);
    // What was done is said once: undo leads to the page that says nothing of it.
    const own = { ...frame, path: links.integrationConfiguration(param('id'), looked) };
    return show(await configurationPage({ deps, frame: own, user }, param('id'), looked, said));
  },
);
