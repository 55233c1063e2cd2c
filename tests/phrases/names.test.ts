import t from 'tap';
import { MemberId } from '../../src/domain/ids.ts';
import { Instant } from '../../src/domain/outcome.ts';
import { followedBy, possessive, sentence, sentences } from '../../src/phrases/english.ts';
import { departmentName, responseInFull, responseTitle, roundName, theResponse } from '../../src/phrases/names.ts';

const title = 'SEND Review: right support, right place, right time';
const network = { name: 'South East Regional Kinship Network' };

t.test('a response, a round and a department each have one name, without an article that nobody can guess', (t) => {
  t.equal(responseTitle({ title }, null), 'Response to SEND Review');
  t.equal(theResponse({ title: 'Stable Homes, Built on Love' }, null), 'the response to Stable Homes, Built on Love');
  t.equal(
    responseInFull(network, { title, department: 'Department for Education (with Department of Health and Social Care)' }, null),
    `South East Regional Kinship Network’s response to “${title}” (Department for Education, with Department of Health and Social Care)`,
  );
  t.equal(roundName(2), 'round 2');
  t.end();
});

t.test('[RK5] [RK12] an endorsement and a representation are called by their own nouns', (t) => {
  const response = {
    kinds: [
      { type: 'endorse', body: 'the association', at: Instant.parse('2026-07-14T09:00:00.000Z'), by: MemberId.parse('nadia-farrow') },
    ],
  } as const;
  const department = 'Department for Education';
  t.equal(responseTitle({ title }, response), 'Endorsement of a response to SEND Review');
  t.equal(theResponse({ title }, response), 'the endorsement of a response to SEND Review');
  t.equal(
    responseInFull(network, { title, department }, response),
    `South East Regional Kinship Network’s endorsement of the response of the association to “${title}” (Department for Education)`,
  );
  const recipient = { name: 'A. Minister', post: '', organisation: '', address: [] };
  const representation = { recipient, sendBy: null, moves: [] };
  t.equal(responseTitle({ title: 'Funding', representation }, null), 'Representation: Funding');
  t.equal(theResponse({ title: 'Funding', representation }, null), 'the representation “Funding”');
  t.match(
    responseInFull(network, { title: 'Funding', department, representation }, null),
    /representation “Funding” to Department for Education/,
  );
  t.end();
});

t.test('the partners of a department follow a comma, and its abbreviation stays in brackets, but never inside others', (t) => {
  t.equal(departmentName('Department for Education (with Ofsted)'), 'Department for Education, with Ofsted');
  t.equal(departmentName('Home Office (jointly with the Scottish Government)'), 'Home Office, jointly with the Scottish Government');
  t.equal(departmentName('Department for Education (DfE)'), 'Department for Education (DfE)');
  t.equal(departmentName('Transport for the South East'), 'Transport for the South East');
  const full = responseInFull(network, { title: 'Roads', department: 'Department for Transport (DfT) (with National Highways)' }, null);
  t.match(full, /“Roads” \(Department for Transport, DfT, with National Highways\)$/);
  t.end();
});

t.test('an owner in the plural takes an apostrophe alone', (t) => {
  t.equal(possessive('London Councils'), 'London Councils’');
  t.equal(possessive('Kent'), 'Kent’s');
  t.end();
});

t.test('a sentence ends once', (t) => {
  for (const ended of ['So it is.', 'Why?', 'She wrote “Look at both.”', 'He asked (“Why?”)', 'See …', '']) t.equal(sentence(ended), ended);
  t.equal(sentence('She wrote “both”'), 'She wrote “both”.');
  t.equal(sentences('One', '', 'Two.', ' Three '), 'One. Two. Three.');
  t.equal(followedBy('Response to Have your say?', 'Monday 1 June 2026'), 'Response to Have your say? Monday 1 June 2026');
  t.equal(followedBy('Alone', ''), 'Alone');
  t.end();
});
