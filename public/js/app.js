// What htmx does not do. Everything here is a comfort: without it each link and form works.
// Where two of them hear the same event, the first in this list hears it first.
import './menus.js';
import './copy.js';
import './json-tree.js';
import './selection.js';
import './submit-on-change.js';
import './reference-picker.js';
import './dialogs.js';
import './combobox.js';
import './drag-steps.js';
import './editors.js';
import './keys.js';
import './live.js';
import './scroll-to-current.js';
import './uploads.js';
import './popups.js';
import './send-once.js';
import './said-once.js';
import './form-errors.js';
