// What the Open University's tables say, computed straight from them, held against what
// `chaski report` says of a data directory that they were brought into.
//
// Shares nothing with the loader or the reports but the words of the JSON.
//
//   node tests/oulad/compare.mjs --source FOLDER --data DIR --binary CHASKI
//
// Prints what differs, and how much was compared; exit status 1 when anything differs.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const options = {};
for (let place = 2; place < process.argv.length; place += 2) options[process.argv[place].slice(2)] = process.argv[place + 1];
const { source, data, binary } = options;

/** Rows of a table as objects. No field of these tables holds a comma or a line's end in quotes. */
function table(name) {
  const [head, ...lines] = readFileSync(join(source, name), 'utf8').split(/\r?\n/).filter((line) => line !== '');
  const cells = (line) => line.split(',').map((cell) => cell.replace(/^"(.*)"$/, '$1'));
  const columns = cells(head);
  return lines.map((line) => Object.fromEntries(cells(line).map((cell, place) => [columns[place], cell])));
}

const info = table('studentInfo.csv');
const cohortOf = (row) => `${row.code_module}-${row.code_presentation}`.toLowerCase();
const states = { Pass: 'completed', Distinction: 'completed', Fail: 'ended', Withdrawn: 'left' };

// Dimension → what it is of a row.
const dimensions = {
  gender: (row) => (row.gender === 'F' ? 'female' : 'male'),
  region: (row) => row.region,
  age_band: (row) => row.age_band,
  cohort: cohortOf,
  disability: (row) => row.disability,
  imd_band: (row) => row.imd_band,
  education: (row) => row.highest_education,
  'gender,age_band': (row) => `${row.gender === 'F' ? 'female' : 'male'}|${row.age_band}`,
};

/** What the tables say of each group: enrolments and persons, in all and by how they ended. */
function expected(groupOf) {
  const groups = new Map();
  for (const row of info) {
    const group = groupOf(row);
    if (!groups.has(group)) groups.set(group, { enrolments: 0, people: new Set(), completed: 0, ended: 0, left: 0, of: { completed: new Set(), ended: new Set(), left: new Set() } });
    const counts = groups.get(group);
    const state = states[row.final_result];
    counts.enrolments += 1;
    counts.people.add(row.id_student);
    counts[state] += 1;
    counts.of[state].add(row.id_student);
  }
  const plain = ({ enrolments, people, completed, ended, left, of }) => ({
    enrolments, persons: people.size, completed, ended, left,
    completed_persons: of.completed.size, ended_persons: of.ended.size, left_persons: of.left.size,
  });
  return new Map([...groups].map(([group, counts]) => [group, plain(counts)]));
}

function report(name, by) {
  const asked = ['report', name, '--data', data, '--programme', 'oulad', '--json', ...(by === '' ? [] : ['--by', by])];
  return JSON.parse(execFileSync(binary, asked, { encoding: 'utf8', maxBuffer: 1 << 28 }));
}

const wrong = [];
let compared = 0;
function same(what, found, wanted) {
  compared += 1;
  if (found !== wanted) wrong.push(`${what}: the report says ${found}, the tables ${wanted}`);
}

for (const name of ['funnel', 'outcomes']) {
  const [everybody] = report(name, '').cells;
  for (const [measure, wanted] of Object.entries(expected(() => 'all').get('all'))) same(`${name} ${measure}`, everybody[measure], wanted);
  for (const [by, groupOf] of Object.entries(dimensions)) {
    const wanted = expected(groupOf);
    const cells = report(name, by).cells.filter((cell) => Object.keys(cell.by).length > 0);
    const found = new Map(cells.map((cell) => [by.split(',').map((part) => cell.by[part]).join('|'), cell]));
    same(`${name} groups by ${by}`, [...found.keys()].sort().join(' '), [...wanted.keys()].sort().join(' '));
    for (const [group, counts] of wanted) {
      for (const [measure, count] of Object.entries(counts)) same(`${name} by ${by}, ${group}: ${measure}`, found.get(group)?.[measure], count);
    }
  }
}

// Submissions: of each module-presentation, how many enrolled handed in each assessment.
const assessments = new Map(table('assessments.csv').map((row) => [row.id_assessment, cohortOf(row)]));
const handed = new Map();
const submissions = table('studentAssessment.csv');
for (const row of submissions) handed.set(row.id_assessment, (handed.get(row.id_assessment) ?? 0) + 1);
const [progress] = report('progress', '').cells;
const lessons = progress.lessons ?? [];
const byCourse = (counts) => [...counts].map((count) => count).sort((a, b) => a - b).join(' ');
for (const cohort of new Set(assessments.values())) {
  const of = [...assessments].filter(([, its]) => its === cohort).map(([id]) => handed.get(id) ?? 0).filter((count) => count > 0);
  const found = lessons.filter((lesson) => lesson.course === cohort).map((lesson) => lesson.done).filter((count) => count > 0);
  same(`submissions of ${cohort}, by assessment`, byCourse(found), byCourse(of));
}
same('submissions', lessons.reduce((sum, lesson) => sum + lesson.done, 0), submissions.length);

for (const line of wrong) console.error(line);
console.log(`${compared} figures compared, ${wrong.length} differ: ${info.length} enrolments of ${new Set(info.map((row) => row.id_student)).size} persons, ${submissions.length} submissions`);
process.exit(wrong.length === 0 ? 0 : 1);
