<?php

// The service as far as these tests need it, on loopback, one request after the other: numbers its answers. Prints its port. The first argument
// is a file that gets a line of JSON for each request; the second one that says how to answer: life, delay, values in place of others and, if not 200, status.

declare(strict_types=1);

$server = stream_socket_server('tcp://127.0.0.1:0');
echo preg_replace('/.*:/', '', stream_socket_get_name($server, false)), "\n";
for ($number = 1; ; $number++) {
    $socket = stream_socket_accept($server, -1);
    $head = '';
    while (($line = fgets($socket)) !== false && trim($line) !== '') {
        $head .= $line;
    }
    if ($head === '') {
        $number--;
        continue;
    }
    $body = preg_match('/^content-length: *(\d+)/mi', $head, $match) === 1 ? stream_get_contents($socket, (int) $match[1]) : '';
    file_put_contents($argv[1], json_encode(['head' => $head, 'body' => $body]) . "\n", FILE_APPEND);
    $how = json_decode(file_get_contents($argv[2]), true);
    usleep((int) ($how['delay'] * 1e6));
    if ($how['status'] !== 200) {
        $answer = json_encode(($how['values'] ?? []) + ['code' => 'NotGranted', 'message' => 'No such grant for this caller']);
    } elseif (strpos($body, 'Action=GetCallerIdentity') !== false) {
        $answer = '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>'
            . '<Arn>an-arn</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>';
    } else {
        $answer = json_encode(($how['values'] ?? []) + [
            'key' => "ASIANUMBER$number",
            'secret' => "secret-$number",
            'token' => "token-$number",
            'expires' => time() + $how['life'],
        ]);
    }
    @fwrite($socket, "HTTP/1.1 {$how['status']} Status\r\nContent-Length: " . strlen($answer) . "\r\nConnection: close\r\n\r\n$answer");
    fclose($socket);
}
