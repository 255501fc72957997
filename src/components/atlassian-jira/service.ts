import { BoundedCache } from '../../lib/bounded-cache.ts';
import { MINUTE } from '../../lib/time.ts';
import type { ConnectionValue, PartContext } from '../component.ts';
import { InputError } from '../conversions.ts';
import { recordsIn, textOf } from '../kit/answers.ts';
import { fieldText } from '../kit/connections.ts';
import { ask, type Service } from '../kit/service.ts';
import { sha256 } from '../kit/webhook.ts';

const ATLASSIAN = 'https://api.atlassian.com';
const LABEL = 'Jira';
/** Sites of a token are asked for anew after so long. */
const KEPT = 10 * MINUTE;
const sites = new BoundedCache<{ address: string; until: number }>({ most: 100 });

const atlassian: Service = {
  label: LABEL,
  connectionKey: 'jiraConnection',
  connect: ({ configVarKey, token }) => ({
    configVarKey,
    fields: { baseUrl: ATLASSIAN, clientId: '' },
    ...(token ? { token } : {}),
  }),
};

/** Where the site is that somebody has signed in to: the first one, or that which the connection names. */
async function siteOf(connection: ConnectionValue, context: PartContext): Promise<string> {
  const wanted = fieldText(connection, 'apiSiteOverride').replace(/\/+$/, '').toLowerCase();
  const name = sha256(textOf(connection.token?.access_token), '\n', wanted);
  const kept = sites.get(name);
  if (kept && kept.until > Date.now()) return kept.address;
  const params = { jiraConnection: connection };
  const { data } = await ask(atlassian, context, params, {
    method: 'GET',
    path: '/oauth/token/accessible-resources',
  });
  const all = recordsIn(data);
  const isWanted = (site: Record<string, unknown>) =>
    [site.name, site.url, site.id].some((each) => textOf(each).replace(/\/+$/, '').toLowerCase() === wanted);
  const site = wanted === '' ? all[0] : all.find(isWanted);
  if (!site)
    throw new InputError(
      wanted === ''
        ? `The connection "${connection.configVarKey}" may see no site of Jira: connect it as somebody who may.`
        : `The connection "${connection.configVarKey}" may see no site ${JSON.stringify(wanted)}, but ${all.map((each) => textOf(each.name)).join(', ') || 'none'}: correct its Jira site name.`,
    );
  const address = `${ATLASSIAN}/ex/jira/${textOf(site.id)}`;
  sites.set(name, { address, until: Date.now() + KEPT });
  return address;
}

/** The version of the API: 3 describes texts as documents, 2 as text. */
export const versionOf = (connection: ConnectionValue): string =>
  fieldText(connection, 'version').replace(/^v/i, '') === '2' ? '2' : '3';

function hostOf(connection: ConnectionValue): URL {
  const host = fieldText(connection, 'host');
  const url = URL.parse(/^https?:\/\//i.test(host) ? host : `https://${host}`);
  if (url && host !== '') return url;
  throw new InputError(
    `The connection "${connection.configVarKey}" does not say where its Jira is: write its host, such as https://acme.atlassian.net.`,
  );
}

/** Whether it is the Jira of Atlassian, and not one of somebody’s own, which searches otherwise. */
export const isCloud = (connection: ConnectionValue): boolean =>
  connection.token !== undefined || hostOf(connection).hostname.endsWith('.atlassian.net');

export const service: Service = {
  label: LABEL,
  connectionKey: 'jiraConnection',
  async connect(connection, context) {
    const { configVarKey, token } = connection;
    const path = `/rest/api/${versionOf(connection)}`;
    if (token) {
      const site = await siteOf(connection, context);
      return { configVarKey, fields: { baseUrl: site + path, clientId: '' }, token };
    }
    const [username, password] = [fieldText(connection, 'username'), fieldText(connection, 'apiKey')];
    return { configVarKey, fields: { baseUrl: hostOf(connection).origin + path, username, password } };
  },
};

/** An address is read as browsers read it, so that this leads from one API of Jira to another. */
export const agile = '/../../agile/1.0';
