// The worker's whole script: jobs in, counts out, the map stays quick meanwhile.

import { acceptability } from "./smaa.js";

self.onmessage = ({ data: { id, job } }) => self.postMessage({ id, found: acceptability(job) });
