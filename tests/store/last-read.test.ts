import { test } from 'tap';
import { LastRead } from '../../src/store/last-read.ts';
import { encodeState } from '../../src/store/states.ts';
import { StateUnreadable } from '../../src/store/aggregates.ts';
import { aMail, aMember } from './contract/samples.ts';

function textOf(id: string, name = 'Priya Nair') {
  const { version, text } = encodeState('member', id, aMember(id, { name }).state);
  return { version, text };
}

test('[ST49] an unchanged text gives the state read before, a changed text a new one', (t) => {
  const lastRead = new LastRead();
  const read = (id: string, { version, text } = textOf(id)) => lastRead.stateOf('member', id, version, text);
  const first = read('m1');
  t.equal(read('m1'), first);
  t.equal(read('m1', textOf('m1', 'Priya Shah')).name, 'Priya Shah');
  t.equal(read('m1').name, 'Priya Nair', 'and the first text its own again');
  t.equal(read('m2').id, 'm2');
  t.throws(() => lastRead.stateOf('member', 'm1', 99, textOf('m1').text), StateUnreadable, 'a version is part of it');
  t.end();
});

test('[ST49] the texts read last are kept, up to the limit of characters', (t) => {
  const { length } = textOf('m1').text;
  const lastRead = new LastRead(2 * length);
  const read = (id: string) => lastRead.stateOf('member', id, textOf(id).version, textOf(id).text);
  const [m1, m2] = [read('m1'), read('m2')];
  t.equal(read('m1'), m1);
  read('m3');
  t.equal(read('m1'), m1, 'read since');
  t.not(read('m2'), m2, 'let go');
  const small = new LastRead(length - 1);
  const again = () => small.stateOf('member', 'm1', textOf('m1').version, textOf('m1').text);
  t.not(again(), again(), 'a text beyond all of it is not held');
  t.end();
});

test('[ST49] states of other kinds are not kept', (t) => {
  const { id, state } = aMail('one');
  const { version, text } = encodeState('mail', id, state);
  const lastRead = new LastRead();
  t.not(lastRead.stateOf('mail', id, version, text), lastRead.stateOf('mail', id, version, text));
  t.end();
});
