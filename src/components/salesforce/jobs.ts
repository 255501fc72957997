import type { ActionRow } from '../kit/calls.ts';
import { choice, file, flag, json, needed, number, optionalFlag, text } from '../kit/fields.ts';
import { externalIdFieldName } from './records.ts';

const bulkJobId = needed(
  text('bulkJobId', 'Bulk job ID', 'The ID of the job.', {
    example: '750R0000000zlh9IAA',
    dataSource: 'selectBulkJob',
  }),
);
const queryJobId = needed(
  text('queryJobId', 'Query job ID', 'The ID of the job.', { example: '750R0000000zlh9IAA' }),
);
const columnDelimiter = choice(
  'columnDelimiter',
  'Column delimiter',
  'What stands between the columns of the CSV.',
  ['BACKQUOTE', 'CARET', 'COMMA', 'PIPE', 'SEMICOLON', 'TAB'],
  { default: 'COMMA' },
);
const lineEnding = choice('lineEnding', 'Line ending', 'How its lines end.', ['LF', 'CRLF'], {
  default: 'LF',
});
const csv = needed(file('file', 'File', 'The records as CSV, with the names of fields in its first line.'));
const locator = (key: string, label: string) =>
  text(key, label, 'What an earlier answer says of where to go on.', { example: 'MTAwMDA' });
const isPkChunkingEnabled = flag(
  'isPkChunkingEnabled',
  'Is PK chunking enabled',
  'Whether only jobs of the older Bulk API with PK chunking are wanted.',
);
const jobType = (words: string[]) => choice('jobType', 'Job type', 'Which kind of jobs is wanted.', words);

const INGEST = '/jobs/ingest';
const QUERY = '/jobs/query';
const JOB = { id: '750R0000000zlh9IAA', object: 'Account', operation: 'insert', state: 'Open' };
const JOBS = { done: true, records: [JOB], nextRecordsUrl: null };
const CSV = 'sf__Id,sf__Created,Name\n001R000000abcde,true,Acme\n';

const about = (key: string, label: string, description: string) => ({ key, label, description });

export const jobs = (): ActionRow[] => [
  {
    ...about('createBulkJob', 'Create bulk job', 'Starts a job that many records are uploaded to.'),
    request: `POST ${INGEST}`,
    fields: [
      text('object', 'Object', 'The API name of the records’ type.', { example: 'Account' }),
      needed(
        choice(
          'operation',
          'Operation',
          'What is done with the records.',
          ['insert', 'delete', 'hardDelete', 'update', 'upsert'],
          { default: 'insert' },
        ),
      ),
      externalIdFieldName,
      text('assignmentRuleId', 'Assignment rule ID', 'A rule to run for cases or leads.', {
        example: '01Q7F0000004g8eUAA',
      }),
      columnDelimiter,
      lineEnding,
    ],
    fixed: { contentType: 'CSV' },
    example: JOB,
  },
  {
    ...about('uploadJobData', 'Upload job data', 'Uploads the records of a bulk job, once for each job.'),
    fields: [bulkJobId, csv],
    async perform({ make }, params) {
      const { data } = await make({
        request: `PUT ${INGEST}/{bulkJobId}/batches`,
        fields: [bulkJobId],
        shape: () => csv.value(params),
        headers: { 'content-type': 'text/csv' },
      });
      return data;
    },
    example: '',
  },
  {
    ...about(
      'completeUploadBulkJob',
      'Complete upload',
      'Says that all is uploaded, so that the job is run.',
    ),
    request: `PATCH ${INGEST}/{bulkJobId}`,
    fields: [bulkJobId],
    fixed: { state: 'UploadComplete' },
    example: { ...JOB, state: 'UploadComplete' },
  },
  {
    ...about('getBulkJob', 'Get bulk job', 'Fetches how far a bulk job is.'),
    request: `GET ${INGEST}/{bulkJobId}`,
    fields: [bulkJobId],
    example: { ...JOB, state: 'JobComplete', numberRecordsProcessed: 1 },
  },
  {
    ...about('listBulkJobs', 'List bulk jobs', 'Lists bulk jobs.'),
    request: `GET ${INGEST}`,
    fields: [
      isPkChunkingEnabled,
      jobType(['Classic', 'BigObjectIngest', 'V2Ingest']),
      locator('queryLocator', 'Query locator'),
    ],
    example: JOBS,
  },
  {
    ...about('abortBulkJob', 'Abort bulk job', 'Stops a bulk job; what is done stays done.'),
    request: `PATCH ${INGEST}/{bulkJobId}`,
    fields: [bulkJobId],
    fixed: { state: 'Aborted' },
    example: { ...JOB, state: 'Aborted' },
  },
  {
    ...about('deleteBulkJob', 'Delete bulk job', 'Deletes a bulk job that has ended.'),
    request: `DELETE ${INGEST}/{bulkJobId}`,
    fields: [bulkJobId],
    example: '',
  },
  {
    ...about(
      'getJobSuccessfulRecordResults',
      'Get successful records of job',
      'Fetches the records that a job has taken, as CSV.',
    ),
    request: `GET ${INGEST}/{bulkJobId}/successfulResults`,
    fields: [bulkJobId],
    responseType: 'text',
    example: CSV,
  },
  {
    ...about(
      'getJobFailedRecordResults',
      'Get failed records of job',
      'Fetches the records that a job has refused, as CSV with the reasons.',
    ),
    request: `GET ${INGEST}/{bulkJobId}/failedResults`,
    fields: [bulkJobId],
    responseType: 'text',
    example: 'sf__Id,sf__Error,Name\n,REQUIRED_FIELD_MISSING,\n',
  },
  {
    ...about('createBulkQueryJob', 'Create bulk query job', 'Starts a query whose result is fetched later.'),
    request: `POST ${QUERY}`,
    fields: [
      needed(
        choice('operation', 'Operation', 'Whether deleted records are wanted, too.', ['query', 'queryAll'], {
          default: 'query',
        }),
      ),
      needed(text('query', 'Query', 'What to ask, in SOQL.', { example: 'SELECT Id FROM Account' })),
      columnDelimiter,
      lineEnding,
    ],
    fixed: { contentType: 'CSV' },
    example: { ...JOB, operation: 'query', state: 'UploadComplete' },
  },
  {
    ...about('getQueryJobInformation', 'Get bulk query job', 'Fetches how far a bulk query is.'),
    request: `GET ${QUERY}/{queryJobId}`,
    fields: [queryJobId],
    example: { ...JOB, operation: 'query', state: 'JobComplete' },
  },
  {
    ...about('getAllQueryJobInformation', 'List bulk query jobs', 'Lists bulk queries.'),
    request: `GET ${QUERY}`,
    fields: [
      isPkChunkingEnabled,
      jobType(['Classic', 'V2Query', 'V2Ingest']),
      choice('concurrencyMode', 'Concurrency mode', 'How the jobs are run.', ['serial', 'parallel'], {
        default: 'parallel',
      }),
      locator('queryLocator', 'Query locator'),
    ],
    example: JOBS,
  },
  {
    ...about('getQueryJobResults', 'Get bulk query job results', 'Fetches what a query has found, as CSV.'),
    request: `GET ${QUERY}/{queryJobId}/results`,
    fields: [
      queryJobId,
      locator('locator', 'Locator'),
      number('maxRecords', 'Max records', 'Most records to fetch at once.', { example: '100' }),
    ],
    responseType: 'text',
    example: 'Id\n001R000000abcde\n',
  },
  {
    ...about('abortBulkQueryJob', 'Abort bulk query job', 'Stops a bulk query.'),
    request: `PATCH ${QUERY}/{queryJobId}`,
    fields: [queryJobId],
    fixed: { state: 'Aborted' },
    example: { ...JOB, operation: 'query', state: 'Aborted' },
  },
  {
    ...about('deleteBulkQueryJob', 'Delete bulk query job', 'Deletes a bulk query and its result.'),
    request: `DELETE ${QUERY}/{queryJobId}`,
    fields: [queryJobId],
    example: '',
  },
  {
    ...about(
      'compositeRequest',
      'Composite request',
      'Makes up to 25 requests at once that build on another.',
    ),
    request: 'POST /composite',
    fields: [
      optionalFlag('allOrNone', 'All or none', 'Whether all is undone where one fails.', { default: 'true' }),
      flag('collateSubrequests', 'Collate subrequests', 'Whether requests alike are run together.'),
      needed(
        json('compositeRequest', 'Composite request', 'A list of method, url, referenceId and body.', {
          example:
            '[{"method": "GET", "url": "/services/data/v63.0/sobjects/Account/001R000000abcde", "referenceId": "account"}]',
        }),
      ),
    ],
    example: { compositeResponse: [{ httpStatusCode: 200, referenceId: 'account', body: {} }] },
  },
  {
    ...about(
      'listCompositeResources',
      'List composite resources',
      'Lists what takes several requests at once.',
    ),
    request: 'GET /composite',
    example: { tree: '/services/data/v63.0/composite/tree' },
  },
];
