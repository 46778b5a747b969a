// How schemas are judged: each as it is by both majors, and, as 7 wants no connection URL in the datasource while 6 insists on
// one, those that hold the line below once more by 7 without it.
import {majors} from './oracle.mjs';

const url = /^ {2}url {6}= env\("DATABASE_URL"\)\r?\n/m;

export function variants_of({name, files}) {
  const as_written = majors.map((major) => ({name, major, files, form: 'as written'}));
  const without = files.map(([file, text]) => [file, text.replace(url, '')]);
  const changed = files.some(([, text], i) => text !== without[i][1]);
  return changed ? [...as_written, {name, major: 7, files: without, form: 'without url'}] : as_written;
}
