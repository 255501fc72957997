import { isFile } from '../../lib/files.ts';
import { asRecord, valueAt } from '../../lib/records.ts';
import type { Params } from '../component.ts';
import { toBytes } from '../conversions.ts';
import { fileOf, recordsIn, textOf } from '../kit/answers.ts';
import type { ActionRow } from '../kit/calls.ts';
import { file, list, needed, objectOf, text } from '../kit/fields.ts';
import { connectionIn } from '../kit/service.ts';
import { issueId, more, written } from './issue-fields.ts';
import { service } from './service.ts';

const comment = needed(
  text('comment', 'Comment', 'What there is to say.', { type: 'text', example: 'Thank you.' }),
);
const commentId = needed(text('commentId', 'Comment ID', 'The ID of the comment.', { example: '10000' }));
const content = needed(file('file', 'File', 'The content: a reference to a file, or text.'));
const fileName = needed(text('fileName', 'File name', 'What it is called.', { example: 'report.pdf' }));
const attachmentIds = list('attachmentIds', 'Attachment IDs', 'Which of them; empty: all of the issue.', {
  example: '10001',
});
const COMMENT = {
  id: '10000',
  author: { displayName: 'Ann Example' },
  created: '2026-01-31T08:00:00.000+0000',
};
const ATTACHMENT = { id: '10001', filename: 'report.pdf', mimeType: 'application/pdf', size: 12 };

const bodyOf = (params: Params) => ({
  body: written(comment.value(params), connectionIn(service, params)),
  ...objectOf(more, params),
});
const at = (params: Params, rest: string) =>
  `/issue/${encodeURIComponent(textOf(issueId.value(params)))}${rest}`;
const attachmentsOf = (data: unknown) => recordsIn(valueAt(data, 'fields.attachment'));

export const comments = (): ActionRow[] => [
  {
    key: 'getComments',
    label: 'Get comments',
    description: 'Lists the comments on an issue.',
    request: 'GET /issue/{issueId}/comment',
    fields: [issueId],
    example: { comments: [COMMENT], total: 1 },
  },
  {
    key: 'addComment',
    label: 'Add comment',
    description: 'Comments on an issue.',
    fields: [issueId, comment, ...more],
    perform: async ({ ask }, params) =>
      (await ask({ method: 'POST', path: at(params, '/comment'), data: bodyOf(params) })).data,
    example: COMMENT,
  },
  {
    key: 'updateComment',
    label: 'Update comment',
    description: 'Changes a comment.',
    fields: [issueId, commentId, comment, ...more],
    async perform({ ask }, params) {
      const path = at(params, `/comment/${encodeURIComponent(textOf(commentId.value(params)))}`);
      return (await ask({ method: 'PUT', path, data: bodyOf(params) })).data;
    },
    example: COMMENT,
  },
  {
    key: 'deleteComment',
    label: 'Delete comment',
    description: 'Deletes a comment.',
    request: 'DELETE /issue/{issueId}/comment/{commentId}',
    fields: [issueId, commentId],
    example: '',
  },
  {
    key: 'addIssueAttachment',
    label: 'Add issue attachment',
    description: 'Attaches a file to an issue.',
    fields: [issueId, content, fileName],
    async perform({ ask }, params) {
      const value = content.value(params);
      const type = (isFile(value) && value.contentType) || 'application/octet-stream';
      const form = new FormData();
      const bytes = toBytes(value, content.input.label);
      form.append('file', new Blob([bytes.slice()], { type }), textOf(fileName.value(params)));
      // Without it Jira takes the call for one of a web page.
      const headers = { 'x-atlassian-token': 'no-check' };
      return (await ask({ method: 'POST', path: at(params, '/attachments'), data: form, headers })).data;
    },
    example: [ATTACHMENT],
  },
  {
    key: 'listIssueAttachments',
    label: 'List issue attachments',
    description: 'Lists the files of an issue.',
    request: 'GET /issue/{issueId}?fields=attachment',
    fields: [issueId],
    result: attachmentsOf,
    example: [ATTACHMENT],
  },
  {
    key: 'downloadIssueAttachments',
    label: 'Download issue attachments',
    description: 'Fetches the files of an issue.',
    fields: [{ ...issueId, input: { ...issueId.input, required: false } }, attachmentIds],
    async perform({ ask }, params) {
      const given = attachmentIds.value(params);
      const ids = Array.isArray(given)
        ? given
        : attachmentsOf((await ask({ method: 'GET', path: at(params, '?fields=attachment') })).data).map(
            ({ id }) => id,
          );
      const found: unknown[] = [];
      for (const id of ids) {
        const path = `/attachment/${encodeURIComponent(textOf(id))}`;
        const { data: about } = await ask({ method: 'GET', path });
        const answer = await ask({
          method: 'GET',
          path: path.replace('/attachment/', '/attachment/content/'),
          responseType: 'binary',
        });
        found.push({ ...asRecord(about), file: fileOf(answer) });
      }
      return found;
    },
    example: [{ ...ATTACHMENT, file: { data: 'the content', contentType: 'application/pdf' } }],
  },
];
