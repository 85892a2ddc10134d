/**
 * Makes the page that a browser gets at /graphql: GraphiQL in one file, which asks nothing of any other address, since
 * offices work without internet. Writes it compressed, with the headers it is served with beside it: its policy names
 * the script by its hash, so whatever else may come to stand in the page does not run.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import {
  css,
  editorWorkerService,
  favicon,
  graphqlWorker,
  js,
  jsonWorker,
} from '@graphql-yoga/render-graphiql/graphiql';

const [, , directory = 'dist/explorer'] = process.argv;

/** What stands in the editor at first. */
const query = `# 劳务协作服务接口浏览器
#  1. 在下方 Variables 中填入用户名和密码，运行 SignIn；
#  2. 用返回的 accessToken 替换下方 Headers 中的
#     ACCESS_TOKEN；
#  3. 运行 Me 或自己的查询。左侧的书是全部接口的文档。
#
# Explorer of the labor cooperation service
#  1. Put your username and password into Variables
#     below and run SignIn.
#  2. In Headers below put the accessToken it answers
#     in place of ACCESS_TOKEN.
#  3. Run Me, or a query of your own. The book on the
#     left is the documentation of the whole API.

mutation SignIn($input: SignInInput!) {
  signIn(input: $input) {
    accessToken
    expiresAt
    userErrors { message }
  }
}

query Me {
  viewer {
    username
    role
    scope { name }
  }
}
`;
const variables = '{\n  "input": {\n    "username": "",\n    "password": ""\n  }\n}';
const headers = '{\n  "authorization": "Bearer ACCESS_TOKEN"\n}';

const options = {
  title: '劳务协作服务 / Labor cooperation service',
  query,
  variables,
  headers,
  shouldPersistHeaders: false,
};

const script = `
// A shared computer keeps nothing of what is typed here: it goes with the tab, and never into the address bar, whence
// it would reach the browser's history and the logs of proxies.
Object.defineProperty(window, 'localStorage', { value: window.sessionStorage });
history.replaceState = () => {};
const worker = (text) => URL.createObjectURL(new Blob([text], { type: 'application/javascript' }));
const workers = {
  editorWorkerService: worker(${literal(editorWorkerService)}),
  json: worker(${literal(jsonWorker)}),
  graphql: worker(${literal(graphqlWorker)}),
};
window.MonacoEnvironment = { globalAPI: false, getWorkerUrl: (_module, label) => workers[label] };
${js};
YogaGraphiQL.renderYogaGraphiQL(document.querySelector('#root'), ${literal(options)});
`;

const page = `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>${options.title}</title>
<link rel="icon" href="${favicon}">
<style>${css}</style>
</head>
<body id="body" class="no-focus-outline">
<noscript>此页面需要 JavaScript / This page needs JavaScript.</noscript>
<div id="root"></div>
<script>${script}</script>
</body>
</html>
`;

const sha256 = (text) => createHash('sha256').update(text).digest('base64');

const policy = [
  "default-src 'none'",
  `script-src 'sha256-${sha256(script)}'`,
  // The editor places its own styles, fonts and cursors.
  "style-src 'unsafe-inline'",
  'img-src data:',
  'font-src data:',
  'worker-src blob:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
];

mkdirSync(directory, { recursive: true });
writeFileSync(`${directory}/page.html.gz`, gzipSync(page, { level: 9 }));
writeFileSync(
  `${directory}/headers.json`,
  JSON.stringify({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy.join('; '),
    vary: 'accept, accept-encoding',
    'referrer-policy': 'no-referrer',
    // Asked for anew each time and sent anew only when it changed, that is, after an upgrade.
    'cache-control': 'no-cache',
    etag: `"${sha256(page)}"`,
  }),
);

/** A value as it may stand in a script within a page. */
function literal(value) {
  return JSON.stringify(value).replaceAll('</', '<\\/');
}
