import type { ActionRow } from '../kit/calls.ts';
import { needed, rows, text } from '../kit/fields.ts';
import {
  allowDuplicates,
  expirationDateTime,
  graphPages,
  notificationUrl,
  pageLimit,
  pageToken,
  subscribe,
} from '../kit/microsoft.ts';
import { siteId } from './sites.ts';

const listId = needed(
  text('listId', 'List ID', 'The ID of the list.', { example: '22e03ef3-6ef4-424d-a1d3-92a337807c30' }),
);
const itemId = needed(text('itemId', 'Item ID', 'The number of the item.', { example: '7' }));
const optIn = text(
  'optInFields',
  'Opt in fields',
  'What to return instead of the usual, separated by commas.',
  {
    to: '$select',
    example: 'id,fields',
  },
);
const LIST = {
  id: '22e03ef3-6ef4-424d-a1d3-92a337807c30',
  displayName: 'Orders',
  list: { template: 'genericList' },
};
const ITEM = {
  id: '7',
  fields: { Title: 'Order 42' },
  webUrl: 'https://acme.sharepoint.com/Lists/Orders/7_.000',
};
const base = '/sites/{siteId}/lists';
/** Lists are told of for longer than files: 180 days, almost. */
const LONGEST_MINUTES = 42_000;

export const lists = (): ActionRow[] => [
  {
    key: 'listSiteLists',
    label: 'List site lists',
    description: 'Lists the lists of a site.',
    request: `GET ${base}`,
    fields: [siteId],
    pages: graphPages,
    example: { value: [LIST] },
  },
  {
    key: 'getSiteList',
    label: 'Get site list',
    description: 'Fetches what is known of a list.',
    request: `GET ${base}/{listId}`,
    fields: [siteId, listId],
    example: LIST,
  },
  {
    key: 'getListItemsInSite',
    label: 'List items in site list',
    description: 'Lists the items of a list with their fields.',
    request: `GET ${base}/{listId}/items`,
    fields: [siteId, listId, pageLimit, pageToken, optIn],
    fixed: { $expand: 'fields' },
    pages: graphPages,
    example: { value: [ITEM] },
  },
  {
    key: 'getItemInSite',
    label: 'Get item from site list',
    description: 'Fetches an item of a list with its fields.',
    request: `GET ${base}/{listId}/items/{itemId}`,
    fields: [siteId, listId, itemId, optIn],
    fixed: { $expand: 'fields' },
    example: ITEM,
  },
  {
    key: 'createItemInSite',
    label: 'Create item in site list',
    description: 'Adds an item to a list.',
    request: `POST ${base}/{listId}/items`,
    fields: [siteId, listId, needed(rows('fields', 'Fields', 'Names of columns, with their values.'))],
    example: ITEM,
  },
  {
    key: 'createSiteListSubscription',
    label: 'Create site list subscription',
    description: 'Has SharePoint call an address when a list changes.',
    fields: [siteId, listId, notificationUrl, expirationDateTime, allowDuplicates],
    perform: (calls, params) =>
      subscribe(calls, params, {
        resource: `sites/${siteId.value(params)}/lists/${listId.value(params)}`,
        changeType: 'updated',
        minutes: LONGEST_MINUTES,
      }),
    example: { id: '7f105c7d', resource: 'sites/a/lists/b', changeType: 'updated' },
  },
];
