import { asRecord } from '../../lib/records.ts';
import type { ActionRow } from '../kit/calls.ts';
import { flag, needed, text } from '../kit/fields.ts';
import { pageSize, pagesOf } from './tickets.ts';

const locale = text('locale', 'Locale', 'The language.', { default: 'en-us' });
const articleId = needed(
  text('articleId', 'Article ID', 'The number of the article.', { example: '360018' }),
);
const sectionId = needed(
  text('sectionId', 'Section ID', 'The number of the section.', { example: '360001' }),
);
const ARTICLE = { id: 360018, title: 'How to return', draft: false, section_id: 360001 };
const base = '/api/v2/help_center';

export const helpCenter = (): ActionRow[] => [
  {
    key: 'listArticles',
    label: 'List articles',
    description: 'Lists the articles of the help center.',
    request: `GET ${base}/{locale}/articles.json`,
    fields: [locale, pageSize],
    pages: pagesOf('articles'),
    example: { articles: [ARTICLE], meta: { has_more: false } },
  },
  {
    key: 'getArticle',
    label: 'Get article',
    description: 'Fetches an article.',
    request: `GET ${base}/{locale}/articles/{articleId}.json`,
    fields: [locale, articleId],
    example: { article: ARTICLE },
  },
  {
    key: 'createArticle',
    label: 'Create article',
    description: 'Writes an article into a section.',
    request: `POST ${base}/{locale}/sections/{sectionId}/articles.json`,
    fields: [
      locale,
      sectionId,
      needed(text('title', 'Title', 'The title of the article.', { to: 'article.title' })),
      text('body', 'Body', 'The article as HTML.', { to: 'article.body', type: 'text' }),
      needed(
        text('permissionGroupId', 'Permission group ID', 'Who may edit and publish it.', {
          to: 'article.permission_group_id',
        }),
      ),
      text('userSegmentId', 'User segment ID', 'Who may read it; empty: everybody.', {
        to: 'article.user_segment_id',
      }),
      flag('draft', 'Draft', 'Whether it is a draft.', { to: 'article.draft' }),
      flag('notifySubscribers', 'Notify subscribers', 'Whether subscribers are written to.', {
        to: 'notify_subscribers',
      }),
    ],
    shape: ({ article, ...sent }) => ({ article: { user_segment_id: null, ...asRecord(article) }, ...sent }),
    example: { article: ARTICLE },
  },
  {
    key: 'listSections',
    label: 'List sections',
    description: 'Lists the sections of the help center.',
    request: `GET ${base}/{locale}/sections.json`,
    fields: [locale, pageSize],
    pages: pagesOf('sections'),
    example: { sections: [{ id: 360001, name: 'Returns' }], meta: { has_more: false } },
  },
  {
    key: 'listCategories',
    label: 'List categories',
    description: 'Lists the categories of the help center.',
    request: `GET ${base}/{locale}/categories.json`,
    fields: [locale, pageSize],
    pages: pagesOf('categories'),
    example: { categories: [{ id: 360000, name: 'Shop' }], meta: { has_more: false } },
  },
];
