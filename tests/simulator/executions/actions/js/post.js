const env = process.env;
const ok = env.STATE_kept === 'from main' && env.STATE_old === 'way' && env.INPUT_OTHER === 'a-b';
require('fs').appendFileSync(env.RUNNER_TEMP + '/order', 'post\n');
process.exit(ok ? 0 : 1);
