import type { Child } from 'hono/jsx';
import { Button } from './button.tsx';
import { Csrf } from './csrf.tsx';
import { Field } from './field.tsx';
import type { Frame } from './frame.ts';

type UploadFormProps = {
  frame: Frame;
  action: string;
  label: string;
  help: Child;
  error: string | undefined;
  /** Ids of what on the page is shown anew after each file. */
  renews: string;
};

/** `uploads.js` sends the files one by one, and says below the form how far each has come. */
export function UploadForm({ frame, action, label, help, error, renews }: UploadFormProps) {
  return (
    <form class="stack" method="post" action={action} enctype="multipart/form-data" data-uploads={renews}>
      <Csrf token={frame.csrf} />
      <Field name="file" label={label} kind="file" multiple help={help} error={error} />
      <div class="row">
        <Button kind="primary" icon="upload">
          Upload
        </Button>
      </div>
      <ul class="stack" aria-label="Uploads" hidden data-uploading="">
        <li class="row" hidden>
          <div class="stack grow">
            <strong data-upload-name="" />
            <progress max={1} value={0} />
            <p class="small" data-upload-state="">
              Waiting …
            </p>
          </div>
          <Button kind="quiet" type="button" icon="x" only="Stop" />
        </li>
      </ul>
    </form>
  );
}
