// Plain JavaScript that any Node can parse: says what to do before the service's own syntax fails.
'use strict';
var wanted = 24;
var major = Number(process.versions.node.split('.')[0]);
if (major < wanted) {
  console.error(
    'Concord needs Node ' +
      wanted +
      ' or newer and this is ' +
      process.versions.node +
      ': run "npm ci" with install scripts on, then "npm start" (it brings its own Node).',
  );
  process.exit(1);
}
