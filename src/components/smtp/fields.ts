import type { InputDeclaration } from '../component.ts';

export type Input = InputDeclaration;

const address = 'ann@example.com';

const list = (key: string, label: string, comments: string, required = false): Input => ({
  ...{ key, label, type: 'string', collection: 'valuelist', comments, example: address, required },
});
const json = (key: string, label: string, list: string): Input => ({
  ...{ key, label, type: 'code', language: 'json' },
  comments: `More addresses, as a list that an earlier step has made; they join those of “${list}”.`,
  example: `["${address}", "bob@example.com"]`,
});

export const to = list('to', 'To address', 'Whom the mail is to.', true);
export const toJson = json('toJson', 'Dynamic to address', to.label);
export const cc = list('cc', 'Cc address', 'Who gets a copy.');
export const ccJson = json('ccJson', 'Cc address (JSON)', cc.label);
export const bcc = list('bcc', 'Bcc address', 'Who gets a copy that the others do not see.');
export const bccJson = json('bccJson', 'Bcc address (JSON)', bcc.label);
export const replyTo = list('replyTo', 'Reply to', 'Where answers go, if not to the sender.');
export const from: Input = {
  ...{ key: 'from', label: 'From', type: 'string', example: 'Acme <orders@example.com>' },
  comments: 'Who sends the mail. Empty: the user of the connection, where that is an address.',
};
export const subject: Input = {
  ...{ key: 'subject', label: 'Subject', type: 'string', example: 'Your order 42', required: true },
  comments: 'What the mail is about.',
};
export const text: Input = {
  ...{ key: 'text', label: 'Text', type: 'text', example: 'Hello!', required: true },
  comments: 'The mail as plain text.',
};
export const html: Input = {
  ...{ key: 'html', label: 'HTML', type: 'code', language: 'html', example: '<p>Hello!</p>' },
  comments: 'The same as HTML, for programs that show it.',
};
export const attachments: Input = {
  ...{ key: 'attachments', label: 'Attachments', type: 'string', collection: 'keyvaluelist' },
  keyLabel: 'File name',
  comments: 'Files by the names that they have in the mail: references to files, or texts.',
};
export const multipleAttachments: Input = {
  ...{ key: 'multipleAttachments', label: 'Multiple attachments', type: 'code', language: 'json' },
  comments:
    'More of them, as a list of objects with key (the file name) and value that an earlier step has made.',
  example: '[{"key": "order.txt", "value": "Order 42"}]',
};
