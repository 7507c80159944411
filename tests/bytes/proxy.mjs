// An HTTP proxy on loopback that counts body bytes of exchanges as they pass.
//
// Owns the count. Must not change a byte.
import http from 'node:http';

export async function startProxy(target) {
  const seen = [];
  const proxy = http.createServer((incoming, outgoing) => {
    const entry = { path: incoming.url, requestBytes: 0, responseBytes: 0 };
    if (incoming.url === '/api/sync') seen.push(entry);
    const onward = http.request(
      { host: target.host, port: target.port, path: incoming.url, method: incoming.method, headers: incoming.headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.on('data', (chunk) => (entry.responseBytes += chunk.length));
        answer.pipe(outgoing);
      },
    );
    onward.on('error', () => outgoing.destroy());
    incoming.on('data', (chunk) => (entry.requestBytes += chunk.length));
    incoming.pipe(onward);
  });
  await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return {
    address: { host: '127.0.0.1', port: proxy.address().port },
    seen: () => [...seen],
    clear: () => seen.splice(0),
    stop: () => new Promise((resolve) => proxy.close(resolve).closeAllConnections()),
  };
}
