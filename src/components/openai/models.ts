import { isFile } from '../../lib/files.ts';
import { toBytes } from '../conversions.ts';
import { textOf } from '../kit/answers.ts';
import type { ActionRow } from '../kit/calls.ts';
import { choice, type Field, file, json, needed, number, text } from '../kit/fields.ts';
import { timeout } from '../kit/options.ts';

const model = (value: string) =>
  needed(text('model', 'Model', 'Which model.', { default: value, dataSource: 'selectModel' }));
const waiting: Field = {
  input: { ...timeout, label: 'Timeout (ms)', comments: 'How long to wait for an answer, in milliseconds.' },
  to: 'timeout',
  value: () => undefined,
};
const messages = needed(
  json('messages', 'Messages', 'A list of objects with role and content.', {
    example: '[{"role": "user", "content": "Where is order 42?"}]',
  }),
);
const content = needed(file('file', 'File', 'The content: a reference to a file.'));
const fileName = needed(text('filename', 'File name', 'What it is called.', { example: 'receipt.pdf' }));
const purpose = choice(
  'purpose',
  'Purpose',
  'What it is for.',
  ['assistants', 'batch', 'fine-tune', 'vision', 'user_data', 'evals'],
  {
    default: 'assistants',
  },
);
const MODEL = { id: 'gpt-4.1', object: 'model', owned_by: 'openai' };

export const models = (): ActionRow[] => [
  {
    key: 'listModels',
    label: 'List models',
    description: 'Lists the models that the key may use.',
    request: 'GET /models',
    fields: [waiting],
    example: { object: 'list', data: [MODEL] },
  },
  {
    key: 'getModel',
    label: 'Get model by ID',
    description: 'Fetches what is known of a model.',
    request: 'GET /models/{model}',
    fields: [model('gpt-4.1'), waiting],
    example: MODEL,
  },
  {
    key: 'createChatCompletion',
    label: 'Create chat completion',
    description: 'Has a model answer messages.',
    request: 'POST /chat/completions',
    fields: [
      model('gpt-3.5-turbo'),
      messages,
      number('temperature', 'Temperature', 'How freely it answers, from 0 to 2.', { default: '1' }),
      number('topP', 'top_p', 'How unlikely its words may be, from 0 to 1.', { to: 'top_p', default: '1' }),
      number('n', 'Number of choices', 'How many answers to give.', { default: '1' }),
      waiting,
    ],
    example: {
      id: 'chatcmpl-123',
      choices: [
        { index: 0, message: { role: 'assistant', content: 'It is on its way.' }, finish_reason: 'stop' },
      ],
    },
  },
  {
    key: 'createResponse',
    label: 'Create response',
    description: 'Has a model answer by the newer endpoint for responses.',
    request: 'POST /responses',
    fields: [
      model('gpt-4.1'),
      needed(
        json('input', 'Input', 'A text, or a list of messages.', {
          type: 'text',
          example: 'Where is order 42?',
        }),
      ),
      text('instructions', 'Instructions', 'How it is to answer.', { type: 'text' }),
      waiting,
    ],
    example: { id: 'resp_123', status: 'completed', output: [{ type: 'message', role: 'assistant' }] },
  },
  {
    key: 'createImage',
    label: 'Create image',
    description: 'Has a model draw pictures.',
    request: 'POST /images/generations',
    fields: [
      needed(text('prompt', 'Prompt', 'What to draw.', { type: 'text', example: 'A blue truck' })),
      number('n', 'Number of images', 'How many.', { default: '1' }),
      choice(
        'size',
        'Image size',
        'How large.',
        ['256x256', '512x512', '1024x1024', '1792x1024', '1024x1792'],
        {
          default: '1024x1024',
        },
      ),
      waiting,
    ],
    example: { created: 1767225600, data: [{ url: 'https://example.com/picture.png' }] },
  },
  {
    key: 'uploadFile',
    label: 'Upload file',
    description: 'Stores a file, for models to read.',
    fields: [content, fileName, purpose, waiting],
    async perform({ ask }, params) {
      const value = content.value(params);
      const type = (isFile(value) && value.contentType) || 'application/octet-stream';
      const form = new FormData();
      form.append('purpose', textOf(purpose.value(params)));
      const bytes = toBytes(value, content.input.label);
      form.append('file', new Blob([bytes.slice()], { type }), textOf(fileName.value(params)));
      return (await ask({ method: 'POST', path: '/files', data: form })).data;
    },
    example: { id: 'file-abc123', object: 'file', filename: 'receipt.pdf', purpose: 'assistants' },
  },
];
