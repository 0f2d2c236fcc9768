<?php

/*
 * AWS credentials of the vending service: kept in memory, and in a cache that requests share where there is one, and renewed ahead of their
 * end. One file for PHP 7.2 and newer with the curl extension.
 *
 *   new Aws\S3\S3Client(['credentials' => new Vend\VendCredentials([...]), ...])
 *
 * Options, else the environment: README.md.
 */

declare(strict_types=1);

namespace Vend;

/** Why there are no credentials, in one sentence of one line. Holds no token and no secret. */
final class VendException extends \RuntimeException
{
    /** @var int|null */
    private $status;
    /** @var string|null */
    private $vendCode;

    public function __construct(string $message, ?int $status = null, ?string $vendCode = null)
    {
        parent::__construct($message);
        $this->status = $status;
        $this->vendCode = $vendCode;
    }

    /** The HTTP status of the service's answer; null where there was none. */
    public function getStatus(): ?int
    {
        return $this->status;
    }

    /** The service's code, such as `NotGranted`; null where the service did not answer. */
    public function getVendCode(): ?string
    {
        return $this->vendCode;
    }
}

/** What belongs together: three values and their end, never changed. Its methods are those of the SDK's credentials. */
final class VendedCredentials
{
    /** @var array{key: string, secret: string, token: string, expires: int} */
    private $values;

    /** @param array{key: string, secret: string, token: string, expires: int} $values */
    public function __construct(array $values)
    {
        $this->values = $values;
    }

    public function getAccessKeyId(): string
    {
        return $this->values['key'];
    }

    public function getSecretKey(): string
    {
        return $this->values['secret'];
    }

    public function getSecurityToken(): string
    {
        return $this->values['token'];
    }

    /** Seconds since the epoch. */
    public function getExpiration(): int
    {
        return $this->values['expires'];
    }

    public function isExpired(): bool
    {
        return $this->left() <= 0;
    }

    /** Seconds; not above zero once they have expired. */
    public function left(): float
    {
        return $this->values['expires'] - microtime(true);
    }

    /** @return array{key: string, secret: string, token: string, expires: int} */
    public function toArray(): array
    {
        return $this->values;
    }

    /** Without the secret and the token, since dumps end up in logs. */
    public function __debugInfo(): array
    {
        return ['key' => $this->values['key'], 'expires' => $this->values['expires']];
    }
}

/**
 * What stopped a fetch. Becomes the end of the sentence that callers get.
 * @internal
 */
final class Failure extends \RuntimeException
{
    /** @var bool whether the same again may do */
    public $isPassing;
    /** @var float|null seconds that the service wants to be waited */
    public $retryAfter;
    /** @var int|null */
    public $status;
    /** @var string|null */
    public $vendCode;

    public function __construct(
        string $reason,
        bool $isPassing = false,
        ?float $retryAfter = null,
        ?int $status = null,
        ?string $vendCode = null
    ) {
        parent::__construct($reason);
        $this->isPassing = $isPassing;
        $this->retryAfter = $retryAfter;
        $this->status = $status;
        $this->vendCode = $vendCode;
    }

    /** The same with other words. */
    public function reworded(string $reason): self
    {
        return new self($reason, $this->isPassing, $this->retryAfter, $this->status, $this->vendCode);
    }
}

/**
 * Small things that several need.
 * @internal
 */
final class Plain
{
    /** The members of a JSON object; null where the text is none. */
    public static function parseObject(string $body): ?array
    {
        $value = json_decode($body, true);
        return is_array($value) && ltrim($body)[0] === '{' ? $value : null;
    }

    /**
     * A token as it was written down, without white space around it and without its scheme. RFC 6750 section 2.1 says what may follow
     * `Bearer` in a header; everything else could end the header and begin another.
     */
    public static function cleanToken(
        #[\SensitiveParameter]
        string $text,
        string $source
    ): string {
        $token = (string) preg_replace('/\ABearer(?:\s+|\z)/i', '', trim($text, "\xEF\xBB\xBF \t\r\n\0\v\f"));
        if ($token === '') {
            throw new Failure("$source is empty");
        }
        if (preg_match('~\A[A-Za-z0-9\-._\~+/]+=*\z~', $token) !== 1) {
            throw new Failure("$source holds something other than one token");
        }
        return $token;
    }

    public static function readFile(string $path, string $what): string
    {
        if (is_dir($path)) {
            throw new Failure("$what $path cannot be read: it is a folder");
        }
        // A pipe would keep the caller waiting for ever: PHP's reading knows no time limit.
        if (file_exists($path) && !is_file($path)) {
            throw new Failure("$what $path cannot be read: it is not a regular file");
        }
        $text = @file_get_contents($path);
        if ($text === false) {
            $why = file_exists($path) ? 'permission is denied' : 'there is no such file';
            throw new Failure("$what $path cannot be read: $why");
        }
        return $text;
    }

    /** A token or a secret, none of which is larger. */
    public static function readSmallFile(string $path, string $what): string
    {
        if (is_file($path) && filesize($path) > 65536) {
            throw new Failure("$what $path cannot be read: it is larger than 64 KiB");
        }
        return self::readFile($path, $what);
    }

    /** Seconds of a clock that nobody sets (since PHP 7.3). */
    public static function clock(): float
    {
        return function_exists('hrtime') ? hrtime(true) / 1e9 : microtime(true);
    }

    /**
     * The parts of a URL that tokens or secrets may be sent to.
     * @return array{scheme: string, host: string, port: int, path: string, query: ?string, origin: string}
     */
    public static function parseUrl(string $text, string $setting): array
    {
        $parts = preg_match('/[\x00-\x20\x7f-\xff]/', $text) === 1 ? false : parse_url($text);
        if ($parts === false) {
            throw new Failure("$setting is no URL");
        }
        $scheme = strtolower($parts['scheme'] ?? '');
        $host = strtolower(trim($parts['host'] ?? '', '[]'));
        if (($scheme !== 'https' && $scheme !== 'http') || $host === '') {
            throw new Failure("$setting must begin with https://");
        }
        if ($scheme === 'http' && !self::isLoopback($host)) {
            throw new Failure("$setting must be https: plain http is for loopback hosts only");
        }
        if (isset($parts['user']) || isset($parts['pass']) || strpos($text, '#') !== false) {
            throw new Failure("$setting may have neither a user nor a fragment");
        }
        $authority = (strpos($host, ':') === false ? $host : "[$host]") . (isset($parts['port']) ? ":{$parts['port']}" : '');
        return [
            'scheme' => $scheme,
            'host' => $host,
            'port' => $parts['port'] ?? ($scheme === 'https' ? 443 : 80),
            'path' => $parts['path'] ?? '',
            'query' => strpos($text, '?') === false ? null : ($parts['query'] ?? ''),
            'origin' => "$scheme://$authority",
        ];
    }

    public static function isLoopback(string $host): bool
    {
        $isIpv4 = filter_var($host, FILTER_VALIDATE_IP, FILTER_FLAG_IPV4) !== false;
        return $host === 'localhost' || $host === '::1' || ($isIpv4 && strpos($host, '127.') === 0);
    }

    /**
     * What an answer says that is not the one hoped for: the status, the code and the sentence of the service, or the error code of an
     * identity provider (RFC 6749 section 5.2). What gateways and proxies say in between is not to be trusted with the line.
     */
    public static function describeRefusal(int $status, ?array $answer, string ...$sent): string
    {
        if ($status >= 300 && $status < 400) {
            return "$status: a redirect, which is not followed";
        }
        $code = self::printable($answer['code'] ?? $answer['error'] ?? null, $sent);
        $message = self::printable($answer['message'] ?? $answer['error_description'] ?? null, $sent);
        $request = self::printable($answer['requestId'] ?? null, $sent);
        return trim("$status $code")
            . ($message === '' ? '' : ": $message")
            . ($request === '' ? '' : " (request $request)")
            . ($code === '' && $message === '' ? ' without a reason' : '');
    }

    /** A JWT that was echoed stays out of logs, and so does what was sent, in whatever pieces it comes back. */
    private static function printable($value, array $sent): string
    {
        if (!is_string($value)) {
            return '';
        }
        $value = str_replace(array_filter($sent, 'strlen'), '(token)', $value);
        $whole = (string) preg_replace('/[^\x21-\x7e]+/', '', $value);
        foreach ((array) preg_replace('/[^\x21-\x7e]+/', '', $sent) as $secret) {
            if ($secret !== '' && strpos($whole, $secret) !== false) {
                return '(token)';
            }
        }
        $line = (string) preg_replace('/[^\x20-\x7e]+/', ' ', $value);
        return substr(trim((string) preg_replace('/eyJ[\w-]*(?:\.[\w-]*)*/', '(token)', $line)), 0, 200);
    }

    public static function isPassingStatus(int $status): bool
    {
        return in_array($status, [429, 500, 502, 503, 504], true);
    }
}

/**
 * How requests are made, to the service and to the identity provider: one connection each, no redirect followed.
 * @internal
 */
final class Transport
{
    private const MAX_BODY_BYTES = 65536;
    /** What curl numbers, for a person. */
    private const WORDS = [
        CURLE_COULDNT_RESOLVE_HOST => "the host's name is not known",
        CURLE_COULDNT_CONNECT => 'connection refused',
        CURLE_PARTIAL_FILE => 'the connection was cut',
        CURLE_GOT_NOTHING => 'the connection was cut',
        CURLE_SEND_ERROR => 'the connection was cut',
        CURLE_RECV_ERROR => 'the connection was cut',
        1 => 'its answer is not HTTP',
    ];

    /** @var string|null */
    private $caBundle;
    /** @var float seconds */
    private $connectTimeout;
    /** @var float seconds */
    private $readTimeout;

    public function __construct(?string $caBundle, float $connectTimeout, float $readTimeout)
    {
        $this->caBundle = $caBundle;
        $this->connectTimeout = $connectTimeout;
        $this->readTimeout = $readTimeout;
    }

    /**
     * @param array $url what Plain::parseUrl gives
     * @param string[] $headers
     * @param string|null $form posted; null: a GET
     * @param float $budget the most seconds that it may take, whatever the time limits
     * @return array{status: int, retryAfter: ?float, body: string}
     */
    public function exchange(array $url, string $target, array $headers, ?string $form, float $budget): array
    {
        if (!function_exists('curl_init')) {
            throw new Failure("PHP's curl extension is missing");
        }
        $proxy = $this->chooseProxy($url);
        $endsAt = Plain::clock() + $budget;
        $connectTimeout = max(0.001, min($this->connectTimeout, $budget));
        $body = '';
        $retryAfter = null;
        $isTooLarge = false;
        $handle = curl_init($url['origin'] . $target);
        curl_setopt_array($handle, [
            CURLOPT_HTTPHEADER => array_merge($headers, [
                'Accept: application/json',
                'User-Agent: vend-php/' . VendCredentials::VERSION,
                'Connection: close',
                'Expect:',
            ]),
            CURLOPT_HTTP_VERSION => CURL_HTTP_VERSION_1_1,
            CURLOPT_PROTOCOLS => CURLPROTO_HTTP | CURLPROTO_HTTPS,
            CURLOPT_FOLLOWLOCATION => false,
            CURLOPT_FORBID_REUSE => true,
            CURLOPT_NOSIGNAL => true,
            // Of the limit below, for what keeps it from being looked at.
            CURLOPT_TIMEOUT_MS => (int) ceil(min($this->connectTimeout + $this->readTimeout, max(0.001, $budget)) * 1000) + 500,
            CURLOPT_CONNECTTIMEOUT_MS => (int) ceil($connectTimeout * 1000),
            // Empty: whatever curl itself would find in the environment has no say.
            CURLOPT_PROXY => $proxy ?? '',
            CURLOPT_NOPROXY => '',
            CURLOPT_SSL_VERIFYPEER => true,
            CURLOPT_SSL_VERIFYHOST => 2,
            CURLOPT_SSLVERSION => CURL_SSLVERSION_TLSv1_2,
            CURLOPT_HEADERFUNCTION => static function ($_, string $line) use (&$retryAfter): int {
                if (preg_match('/\Aretry-after:\s*(.*?)\s*\z/i', $line, $match) === 1) {
                    $retryAfter = self::readRetryAfter($match[1]);
                }
                return strlen($line);
            },
            CURLOPT_WRITEFUNCTION => static function ($_, string $part) use (&$body, &$isTooLarge): int {
                $body .= $part;
                $isTooLarge = strlen($body) > self::MAX_BODY_BYTES;
                return $isTooLarge ? 0 : strlen($part);
            },
        ]);
        if ($form !== null) {
            curl_setopt($handle, CURLOPT_POSTFIELDS, $form);
        }
        if ($url['scheme'] === 'https' && $this->caBundle !== null) {
            if (strpos(Plain::readFile($this->caBundle, 'the CA bundle'), '-----BEGIN CERTIFICATE-----') === false) {
                throw new Failure("the CA bundle {$this->caBundle} holds no certificate");
            }
            curl_setopt($handle, CURLOPT_CAINFO, $this->caBundle);
            // Else the system's are trusted beside them, where curl was built with a folder of those. PHP can unset none; OpenSSL looks for
            // nothing in what is no folder, which others take for an error.
            if (preg_match('/(?:Open|Libre|Boring)SSL/', (string) (curl_version()['ssl_version'] ?? '')) === 1) {
                curl_setopt($handle, CURLOPT_CAPATH, $this->caBundle);
            }
        }
        $number = $this->perform($handle, $endsAt);
        if ($number !== CURLE_OK) {
            throw $isTooLarge
                ? new Failure('the answer is larger than 64 KiB', true)
                : self::wordFailure($handle, $number, $proxy, $connectTimeout);
        }
        $status = (int) curl_getinfo($handle, CURLINFO_HTTP_CODE);
        return ['status' => $status, 'retryAfter' => $retryAfter, 'body' => $body];
    }

    /**
     * By the interface for many, since curl's own limit for one begins before the connection.
     * @param \CurlHandle|resource $handle
     * @return int what curl says came of it
     */
    private function perform($handle, float $endsAt): int
    {
        $many = curl_multi_init();
        curl_multi_add_handle($many, $handle);
        $startedAt = Plain::clock();
        $limit = $endsAt;
        $isConnected = false;
        do {
            curl_multi_exec($many, $running);
            if (!$isConnected && (float) curl_getinfo($handle, CURLINFO_PRETRANSFER_TIME) > 0) {
                $isConnected = true;
                $startedAt = Plain::clock();
                $limit = min($endsAt, $startedAt + $this->readTimeout);
            }
            $left = $limit - Plain::clock();
            if ($running > 0 && $left <= 0) {
                $seconds = self::round($limit - $startedAt);
                throw new Failure(($isConnected ? 'no whole answer' : 'no connection') . " within $seconds s", true);
            }
            if ($running > 0 && curl_multi_select($many, min($left, 1.0)) === -1) {
                usleep(5000); // it has nothing to wait for yet
            }
        } while ($running > 0);
        $done = curl_multi_info_read($many);
        curl_multi_remove_handle($many, $handle);
        return $done === false ? CURLE_GOT_NOTHING : $done['result'];
    }

    private static function round(float $seconds): string
    {
        return rtrim(rtrim(number_format($seconds, 1, '.', ''), '0'), '.');
    }

    /** @param \CurlHandle|resource $handle */
    private static function wordFailure($handle, int $number, ?string $proxy, float $connectTimeout): Failure
    {
        $message = curl_error($handle);
        $proxyName = $proxy === null ? '' : (string) preg_replace('~\Ahttp://(?:[^/]*@)?([^/]*).*\z~i', '$1', $proxy);
        $connectStatus = (int) curl_getinfo($handle, CURLINFO_HTTP_CONNECTCODE);
        if ($proxy !== null && $connectStatus >= 300) {
            return new Failure("the proxy $proxyName refused the connection: $connectStatus", $connectStatus >= 500);
        }
        if ($number === CURLE_OPERATION_TIMEDOUT) {
            return new Failure('no connection within ' . self::round($connectTimeout) . ' s', true);
        }
        // 60 and 51, which is 60 since curl 7.62, are of the certificate; 77 of the bundle. They will be the same in a second.
        if (in_array($number, [60, 51, 77], true)) {
            return new Failure(self::wordCertificate($message));
        }
        if ($number === CURLE_COULDNT_RESOLVE_PROXY) {
            $words = "the proxy's name is not known";
        } else {
            $words = $number === CURLE_SSL_CONNECT_ERROR ? self::wordHandshake($message) : self::WORDS[$number] ?? "curl error $number";
        }
        // All that goes through a proxy goes through a tunnel: until the proxy has answered, what fails is of the proxy.
        return new Failure($proxy === null || $connectStatus !== 0 ? $words : "the proxy $proxyName cannot be reached: $words", true);
    }

    /** By the words of OpenSSL and of GnuTLS. */
    private static function wordHandshake(string $message): string
    {
        $notTls = '/wrong version|packet length|data length|unknown protocol|http request|record layer failure|unexpected TLS/i';
        if (preg_match($notTls, $message) === 1) {
            return 'its answer is not TLS';
        }
        if (preg_match('/unexpected eof|SYSCALL|reset by peer|non-properly terminated/i', $message) === 1) {
            return 'the connection was cut';
        }
        return 'the TLS handshake failed';
    }

    private static function wordCertificate(string $message): string
    {
        if (stripos($message, 'expired') !== false) {
            return 'its certificate has expired';
        }
        if (preg_match('/host ?name|subject name|not match/i', $message) === 1) {
            return 'its certificate is for another host';
        }
        return 'its certificate is of an authority that is not trusted here; set VEND_CA_BUNDLE';
    }

    /** RFC 9110 section 10.2.3: seconds, or a date; null where it says nothing. */
    private static function readRetryAfter(string $header): ?float
    {
        if (ctype_digit($header)) {
            return (float) $header;
        }
        // Of itself strtotime takes `-5` for a time zone.
        $at = preg_match('/\A[A-Z][a-z]+,? /', $header) === 1 ? strtotime($header) : false;
        return $at === false ? null : max(0.0, $at - microtime(true));
    }

    /**
     * By HTTPS_PROXY and NO_PROXY, the lower-case spelling first. Plain http goes to loopback hosts only, and those are never asked
     * through a proxy, so HTTP_PROXY has no say: under CGI it is whatever a request's header `Proxy` holds.
     */
    private function chooseProxy(array $url): ?string
    {
        $proxy = getenv('https_proxy') ?: getenv('HTTPS_PROXY');
        if ($proxy === false || $proxy === '' || Plain::isLoopback($url['host']) || self::isExempt($url)) {
            return null;
        }
        $withScheme = preg_match('~\A[a-z][a-z0-9+.\-]*://~i', $proxy) === 1 ? $proxy : "http://$proxy";
        // Neither a path nor a second @: a password that is not escaped would make a part of itself the host, which messages name.
        $isProxy = preg_match('~\Ahttp://(?:[^@/?#\x00-\x20]*@)?[^@/?#\x00-\x20]+/?\z~i', $withScheme) === 1;
        $parts = $isProxy ? parse_url($withScheme) : false;
        if ($parts === false || ($parts['host'] ?? '') === '') {
            throw new Failure('HTTPS_PROXY is not of the form http://host:port');
        }
        // Said, since curl takes 1080 for a proxy without a port.
        $user = isset($parts['user']) ? $parts['user'] . (isset($parts['pass']) ? ":{$parts['pass']}" : '') . '@' : '';
        return "http://$user{$parts['host']}:" . ($parts['port'] ?? 80);
    }

    /** A name stands for itself and all below it, with or without a dot in front, as in curl, Go and Python. */
    private static function isExempt(array $url): bool
    {
        $list = strtolower(getenv('no_proxy') ?: (getenv('NO_PROXY') ?: ''));
        foreach (preg_split('/[\s,]+/', $list, -1, PREG_SPLIT_NO_EMPTY) as $entry) {
            preg_match('/\A(.*?)(?::(\d+))?\z/', $entry, $match);
            $bare = (string) preg_replace('/\A\*?\./', '', $match[1]);
            $isNamed = $bare === '*' || ($bare !== ''
                && ($url['host'] === $bare || substr($url['host'], -strlen(".$bare")) === ".$bare"));
            if ($isNamed && (!isset($match[2]) || (int) $match[2] === $url['port'])) {
                return true;
            }
        }
        return false;
    }
}

/**
 * Where JWTs come from.
 * @internal
 */
interface TokenSource
{
    /**
     * The token for the next request.
     * @param float $budget seconds that may be spent on getting it
     */
    public function read(float $budget): string;

    /** After the service has refused a token with 401: whether `read` would give another one now. */
    public function hasAnother(string $refused): bool;

    /** Who the token makes its owner, as far as it can be told: what one may have, another with the same must be allowed to have. */
    public function identity(): string;
}

/**
 * A token that somebody else keeps fresh in a file and that is read again each time, or that the caller handed over or has a function for.
 * @internal
 */
final class GivenToken implements TokenSource
{
    /** @var callable(): string */
    private $give;
    /** @var string */
    private $source;
    /** @var bool */
    private $isFile;

    /** @param callable(): string $give */
    public function __construct(callable $give, string $source, bool $isFile = false)
    {
        $this->give = $give;
        $this->source = $source;
        $this->isFile = $isFile;
    }

    public static function ofFile(string $path): self
    {
        return new self(static function () use ($path): string {
            return Plain::readSmallFile($path, 'the token file');
        }, "the token file $path", true);
    }

    public function read(float $budget): string
    {
        try {
            $text = (string) ($this->give)();
        } catch (Failure $failure) {
            throw $failure;
        } catch (\Throwable $error) { // whose message might hold what it must not
            throw new Failure('the token function failed');
        }
        return Plain::cleanToken($text, $this->source);
    }

    /** What a function gives again may be as wrong, and cost whoever it asks as much. */
    public function hasAnother(string $refused): bool
    {
        return $this->isFile && $this->read(0) !== $refused;
    }

    /** Of a JWT the claims without time and number, so that the next one of the same caller is the same; of anything else all. */
    public function identity(): string
    {
        $token = $this->read(0);
        $parts = explode('.', $token);
        $claims = count($parts) === 3 ? Plain::parseObject((string) base64_decode(strtr($parts[1], '-_', '+/'), false)) : null;
        if ($claims === null) {
            return $token;
        }
        unset($claims['exp'], $claims['iat'], $claims['nbf'], $claims['jti']);
        ksort($claims);
        return (string) json_encode($claims);
    }
}

/**
 * Tokens by client credentials (RFC 6749 section 4.4), kept until their last minute, in which they could end on their way.
 * @internal
 */
final class ClientToken implements TokenSource
{
    /** @var array */
    private $client;
    /** @var Transport */
    private $transport;
    /** @var string|null */
    private $token;
    /** @var float by Plain::clock */
    private $goodUntil = 0.0;

    public function __construct(array $client, Transport $transport)
    {
        $this->client = $client;
        $this->transport = $transport;
    }

    public function read(float $budget): string
    {
        if ($this->token === null || Plain::clock() >= $this->goodUntil) {
            $this->ask($budget);
        }
        return (string) $this->token;
    }

    public function hasAnother(string $refused): bool
    {
        $this->token = null;
        return true;
    }

    public function identity(): string
    {
        $url = $this->client['url'];
        return (string) json_encode(
            [$url['origin'], $url['path'], $url['query'], $this->client['id'], $this->client['scope'], $this->client['audience']]
        );
    }

    private function ask(float $budget): void
    {
        $url = $this->client['url'];
        $form = ['grant_type' => 'client_credentials'];
        if ($this->client['scope'] !== null) {
            $form['scope'] = $this->client['scope'];
        }
        $audience = $this->client['audience'];
        if ($audience !== null) {
            $form['audience'] = $audience;
            if (preg_match('/\A[a-z][a-z0-9+.\-]*:/i', $audience) === 1) {
                $form['resource'] = $audience;
            }
        }
        // Section 2.3.1: form-encoded before they are joined, since both may hold a colon.
        $secret = $this->readSecret();
        $basic = base64_encode(urlencode($this->client['id']) . ':' . urlencode($secret));
        $target = ($url['path'] === '' ? '/' : $url['path']) . ($url['query'] === null ? '' : "?{$url['query']}");
        $askedAt = Plain::clock();
        try {
            $reply = $this->transport->exchange(
                $url,
                $target,
                ["Authorization: Basic $basic", 'Content-Type: application/x-www-form-urlencoded'],
                http_build_query($form, '', '&'),
                $budget
            );
        } catch (Failure $failure) {
            throw $failure->reworded("no token from the identity provider {$url['origin']}: {$failure->getMessage()}");
        }
        $this->keep($reply, "the identity provider {$url['origin']}", $askedAt, [$secret, urlencode($secret), $basic]);
    }

    private function readSecret(): string
    {
        if ($this->client['secret'] !== null) {
            return $this->client['secret'];
        }
        $path = $this->client['secretFile'];
        $secret = (string) preg_replace('/\r?\n\z/', '', Plain::readSmallFile($path, 'the client secret file'));
        if ($secret === '') {
            throw new Failure("the client secret file $path is empty");
        }
        return $secret;
    }

    private function keep(array $reply, string $who, float $askedAt, array $sent): void
    {
        $answer = Plain::parseObject($reply['body']);
        if ($reply['status'] !== 200) {
            $isPassing = Plain::isPassingStatus($reply['status']);
            $reason = "$who answered " . Plain::describeRefusal($reply['status'], $answer, ...$sent);
            throw new Failure($reason, $isPassing, $reply['retryAfter']);
        }
        if (!is_string($answer['access_token'] ?? null)) {
            throw new Failure("$who answered without a token", true);
        }
        $type = $answer['token_type'] ?? 'Bearer';
        if (!is_string($type) || strtolower($type) !== 'bearer') {
            throw new Failure("$who gave a token that is not a bearer token");
        }
        // Without a word on its life it is good for this once.
        $life = is_numeric($answer['expires_in'] ?? null) ? max(0.0, (float) $answer['expires_in']) : 0.0;
        $this->token = Plain::cleanToken($answer['access_token'], "the token of $who");
        $this->goodUntil = $askedAt + $life - 60;
    }
}

/**
 * What was set: by options, else by the environment.
 * @internal
 */
final class Settings
{
    private const OPTIONS = [
        'url', 'grant', 'tokenFile', 'token', 'tokenUrl', 'clientId', 'clientSecret', 'clientSecretFile', 'tokenScope', 'tokenAudience',
        'durationSeconds', 'parameters', 'caBundle', 'refreshAheadSeconds', 'connectTimeoutSeconds', 'readTimeoutSeconds', 'logger',
        'cache',
    ];

    /** @var array what Plain::parseUrl gives, of the service */
    public $url;
    /** @var string|null what messages call the service */
    public $address;
    /** @var string|null */
    public $grant;
    /** @var float|null */
    public $durationSeconds;
    /** @var array<string, string> */
    public $parameters = [];
    /** @var float|null null: 20 minutes, or half of what was left at receipt */
    public $refreshAheadSeconds;
    /** @var Transport */
    public $transport;
    /** @var TokenSource */
    public $tokens;
    /** @var array */
    private $options;

    public function __construct(
        #[\SensitiveParameter]
        array $options
    ) {
        $unknown = array_diff(array_keys($options), self::OPTIONS);
        if ($unknown !== []) {
            throw new \InvalidArgumentException('unknown options: ' . implode(', ', $unknown));
        }
        $this->options = $options;
    }

    /** Assigns as it goes, so that a message about what is wrong can say what was read before it. */
    public function load(): void
    {
        $address = $this->set('url');
        if ($address === null) {
            throw new Failure("the service's URL is not set; set VEND_URL");
        }
        $this->url = Plain::parseUrl($address, 'VEND_URL');
        if ($this->url['query'] !== null) {
            throw new Failure('VEND_URL may have no query');
        }
        $this->address = rtrim($address, '/');
        $this->grant = $this->checkGrant($this->set('grant'));
        $this->durationSeconds = $this->seconds('durationSeconds');
        $this->parameters = $this->options['parameters'] ?? [];
        $this->refreshAheadSeconds = $this->seconds('refreshAheadSeconds');
        $this->transport = new Transport(
            $this->set('caBundle'),
            $this->seconds('connectTimeoutSeconds') ?? 2.0,
            $this->seconds('readTimeoutSeconds') ?? 5.0
        );
        $this->tokens = $this->chooseTokens();
    }

    /** Everything that says which credentials these are, as a key that every cache takes (PSR-16: 64 characters). */
    public function cacheKey(): string
    {
        $parameters = $this->parameters;
        ksort($parameters);
        $all = json_encode([$this->address, $this->grant, $this->durationSeconds, $parameters, $this->tokens->identity()]);
        return 'vend.' . substr(hash('sha256', (string) $all), 0, 48);
    }

    /** An option, else a variable; what is empty is not set. */
    private function set(string $name): ?string
    {
        $value = $this->options[$name] ?? null;
        return $value === null ? self::inEnvironment($name) : (string) $value;
    }

    private static function variable(string $name): string
    {
        return 'VEND_' . strtoupper((string) preg_replace('/[A-Z]/', '_$0', $name));
    }

    private static function inEnvironment(string $name): ?string
    {
        $value = getenv(self::variable($name));
        return $value === false || $value === '' ? null : $value;
    }

    private function seconds(string $name): ?float
    {
        $value = $this->set($name);
        if ($value !== null && preg_match('/\A\d+(?:\.\d+)?\z/', $value) !== 1) {
            throw new Failure(self::variable($name) . ' is no number of seconds');
        }
        return $value === null ? null : (float) $value;
    }

    /** Two dots would walk up the path. */
    private function checkGrant(?string $grant): ?string
    {
        $segments = $grant === null ? [] : explode('/', $grant);
        if (count($segments) > 2 || preg_grep('/\A\.{0,2}\z/', $segments) !== []) {
            throw new Failure('VEND_GRANT is not of the form GRANT or GRANT/ACCOUNT');
        }
        return $grant;
    }

    /** An option of any kind wins over the environment of every kind: who passes a token means that one. */
    private function chooseTokens(): TokenSource
    {
        $options = $this->options;
        if (isset($options['tokenFile'])) {
            return GivenToken::ofFile($options['tokenFile']);
        }
        if (isset($options['tokenUrl']) || isset($options['clientId'])) {
            return $this->clientToken();
        }
        if (isset($options['token'])) {
            $token = $options['token'];
            return new GivenToken(is_string($token) ? $this->constant($token) : $token, 'the token');
        }
        $file = self::inEnvironment('tokenFile');
        if ($file !== null) {
            return GivenToken::ofFile($file);
        }
        if (self::inEnvironment('tokenUrl') !== null) {
            return $this->clientToken();
        }
        $token = self::inEnvironment('token');
        if ($token !== null) {
            return new GivenToken($this->constant($token), 'VEND_TOKEN');
        }
        throw new Failure(
            'no token is set; set VEND_TOKEN_FILE, or VEND_TOKEN_URL with VEND_CLIENT_ID and its secret, or VEND_TOKEN'
        );
    }

    private function constant(string $text): callable
    {
        return static function () use ($text): string {
            return $text;
        };
    }

    private function clientToken(): ClientToken
    {
        $url = $this->set('tokenUrl');
        $id = $this->set('clientId');
        $file = $this->set('clientSecretFile');
        $secret = $this->options['clientSecret']
            ?? (isset($this->options['clientSecretFile']) ? null : self::inEnvironment('clientSecret'));
        $missing = array_keys(array_filter([
            'VEND_TOKEN_URL' => $url === null,
            'VEND_CLIENT_ID' => $id === null,
            'VEND_CLIENT_SECRET or VEND_CLIENT_SECRET_FILE' => $secret === null && $file === null,
        ]));
        if ($missing !== []) {
            throw new Failure('client credentials are not set in full; set ' . implode(' and ', $missing));
        }
        return new ClientToken([
            'url' => Plain::parseUrl((string) $url, 'VEND_TOKEN_URL'),
            'id' => $id,
            'secret' => $secret,
            'secretFile' => $file,
            'scope' => $this->set('tokenScope'),
            'audience' => $this->set('tokenAudience'),
        ], $this->transport);
    }
}

/**
 * Gets credentials from the service, by up to four attempts.
 * @internal
 */
final class Fetch
{
    private const MAX_ATTEMPTS = 4;
    private const LONGEST_RETRY_AFTER_SECONDS = 5.0;
    /** More than AWS gives any session, which would else be kept as long as a mistake says. */
    private const LONGEST_LIFE_SECONDS = 13 * 3600;

    /** @var Settings */
    private $settings;

    public function __construct(Settings $settings)
    {
        $this->settings = $settings;
    }

    /**
     * @param float $budget seconds for all attempts
     * @throws Failure with what the last attempt came to
     */
    public function run(float $budget): VendedCredentials
    {
        $endsAt = Plain::clock() + $budget;
        for ($attempt = 1; ; $attempt++) {
            try {
                return $this->attempt($endsAt);
            } catch (Failure $failure) {
                if (!$failure->isPassing) {
                    throw $failure;
                }
                $pause = self::pauseAfter($attempt, $failure->retryAfter ?? 0.0);
                if ($attempt === self::MAX_ATTEMPTS || Plain::clock() + $pause >= $endsAt) {
                    throw $attempt === 1 ? $failure : $failure->reworded("{$failure->getMessage()} after $attempt attempts");
                }
                usleep((int) ($pause * 1e6));
            }
        }
    }

    /** Any time up to 0.2, 0.4, 0.8 s, so that those who failed together do not come back together; but what the service asks for. */
    private static function pauseAfter(int $attempt, float $retryAfter): float
    {
        $jitter = mt_rand() / mt_getrandmax() * 0.2 * 2 ** ($attempt - 1);
        return max($jitter, min($retryAfter, self::LONGEST_RETRY_AFTER_SECONDS));
    }

    private function attempt(float $endsAt): VendedCredentials
    {
        $tokens = $this->settings->tokens;
        $token = $tokens->read($endsAt - Plain::clock());
        $reply = $this->ask($token, $endsAt);
        if ($reply['status'] === 401 && $tokens->hasAnother($token)) {
            $token = $tokens->read($endsAt - Plain::clock());
            $reply = $this->ask($token, $endsAt);
        }
        if ($reply['status'] !== 200) {
            $answer = Plain::parseObject($reply['body']);
            $code = $answer['code'] ?? null;
            throw new Failure(
                Plain::describeRefusal($reply['status'], $answer, $token),
                Plain::isPassingStatus($reply['status']),
                $reply['retryAfter'],
                $reply['status'],
                is_string($code) ? $code : null
            );
        }
        return self::parse($reply['body']);
    }

    private function ask(string $token, float $endsAt): array
    {
        $settings = $this->settings;
        $segments = array_merge(['v1', 'credentials'], $settings->grant === null ? [] : explode('/', $settings->grant));
        $query = ['format' => 'php'];
        if ($settings->durationSeconds !== null) {
            $query['duration'] = (string) $settings->durationSeconds;
        }
        foreach ($settings->parameters as $name => $value) {
            $query["param.$name"] = $value;
        }
        $path = rtrim($settings->url['path'], '/') . '/' . implode('/', array_map('rawurlencode', $segments));
        return $settings->transport->exchange(
            $settings->url,
            $path . '?' . http_build_query($query, '', '&'),
            ["Authorization: Bearer $token"],
            null,
            $endsAt - Plain::clock()
        );
    }

    /** Half an answer signs requests that nobody understands: what is not whole is none. */
    private static function parse(string $body): VendedCredentials
    {
        $answer = Plain::parseObject($body);
        if ($answer === null) {
            throw new Failure('the answer is not the JSON of credentials', true);
        }
        foreach (['key', 'secret', 'token'] as $name) {
            if (!is_string($answer[$name] ?? null) || $answer[$name] === '') {
                throw new Failure("the answer lacks $name", true);
            }
            // They go into headers, and into the lines of files, which they must not end.
            if (preg_match('/\A[\x21-\x7e]+\z/', $answer[$name]) !== 1) {
                throw new Failure("the answer's $name holds something other than printable ASCII", true);
            }
        }
        if (!is_int($answer['expires'] ?? null)) {
            throw new Failure("the answer's expires is no time", true);
        }
        if ($answer['expires'] <= microtime(true)) {
            throw new Failure("the answer's expires is past by this machine's clock", true);
        }
        if ($answer['expires'] - microtime(true) > self::LONGEST_LIFE_SECONDS) {
            throw new Failure("the answer's expires is more than 13 h ahead", true);
        }
        return new VendedCredentials([
            'key' => $answer['key'],
            'secret' => $answer['secret'],
            'token' => $answer['token'],
            'expires' => $answer['expires'],
        ]);
    }
}

/**
 * What is kept, in memory and, where there is one, in a cache that others share; and what is known of renewing it. In the cache it is an
 * array of plain values, since some caches give no objects back.
 * @internal
 */
final class Kept
{
    /** @var VendedCredentials|null */
    public $credentials;
    /** @var float seconds since the epoch, as are all times here */
    public $renewFrom = 0.0;
    /** @var float no renewal before, after one that failed */
    public $notBefore = 0.0;
    /** @var int renewals that failed one after the other */
    public $failures = 0;
    /** @var float */
    public $warnedAt = 0.0;
    /** @var float until then one process has taken it on itself to renew */
    public $claimedUntil = 0.0;
    /** @var string which one */
    public $claimedBy = '';

    public function left(): float
    {
        return $this->credentials === null ? 0.0 : $this->credentials->left();
    }

    public function toArray(): array
    {
        $values = get_object_vars($this);
        $values['credentials'] = $this->credentials === null ? null : $this->credentials->toArray();
        return $values;
    }

    /** Null where it is nothing that `toArray` gave. */
    public static function fromArray($values): ?self
    {
        if (!is_array($values)) {
            return null;
        }
        $kept = new self();
        foreach (get_object_vars($kept) as $name => $unset) {
            $value = $values[$name] ?? null;
            $value = is_float($unset) && is_int($value) ? (float) $value : $value; // of a cache that writes JSON
            if ($name === 'credentials' ? !self::isCredentials($value) : gettype($value) !== gettype($unset)) {
                return null;
            }
            $kept->$name = $value;
        }
        $kept->credentials = $kept->credentials === null ? null : new VendedCredentials($kept->credentials);
        return $kept;
    }

    private static function isCredentials($value): bool
    {
        return $value === null || (is_array($value) && is_string($value['key'] ?? null) && is_string($value['secret'] ?? null)
            && is_string($value['token'] ?? null) && is_int($value['expires'] ?? null));
    }
}

/**
 * A credential provider for the AWS SDK for PHP, version 3. PHP has no threads: who asks in the last 20 minutes waits for the renewal, for
 * three seconds at most; of those who share a cache, one.
 */
final class VendCredentials
{
    public const VERSION = '0.1.0';

    private const LONGEST_AHEAD_SECONDS = 1200.0;
    /** Less than this is not enough for a caller to begin with. */
    private const TOO_SHORT_SECONDS = 60.0;
    private const NEEDED_BUDGET_SECONDS = 15.0;
    private const AHEAD_BUDGET_SECONDS = 3.0;
    private const FIRST_PAUSE_SECONDS = 5.0;
    private const LONGEST_PAUSE_SECONDS = 60.0;
    private const WARNING_PAUSE_SECONDS = 60.0;

    /** @var Settings */
    private $settings;
    /** @var bool */
    private $isLoaded = false;
    /** @var object|null Psr\SimpleCache\CacheInterface or Aws\CacheInterface */
    private $cache;
    /** @var object|callable|null */
    private $logger;
    /** @var Kept */
    private $kept;
    /** @var object|null what the SDK was given, and of what */
    private $given;
    /** @var VendedCredentials|null */
    private $givenOf;

    /**
     * Nothing is read or sent before credentials are asked for.
     * @param array $options as in README.md
     * @throws \InvalidArgumentException for an option that there is not
     */
    public function __construct(
        #[\SensitiveParameter]
        array $options = []
    ) {
        $this->settings = new Settings($options);
        $this->logger = $options['logger'] ?? null;
        $this->cache = $options['cache'] ?? null;
        if ($this->cache !== null && !(method_exists($this->cache, 'get') && method_exists($this->cache, 'set'))) {
            throw new \InvalidArgumentException('the cache is neither a Psr\SimpleCache\CacheInterface nor an Aws\CacheInterface');
        }
        $this->kept = new Kept();
    }

    /**
     * What the SDK calls for each request.
     * @return \GuzzleHttp\Promise\PromiseInterface|object a promise of the SDK's credentials; what `get` gives where there is no SDK
     */
    public function __invoke()
    {
        $hasPromises = class_exists('GuzzleHttp\Promise\FulfilledPromise');
        try {
            $credentials = $this->get();
        } catch (VendException $error) {
            if ($hasPromises) {
                return new \GuzzleHttp\Promise\RejectedPromise($error);
            }
            throw $error;
        }
        if ($this->givenOf !== $credentials) {
            $this->given = class_exists('Aws\Credentials\Credentials')
                ? new \Aws\Credentials\Credentials(...array_values($credentials->toArray()))
                : $credentials;
            $this->givenOf = $credentials;
        }
        return $hasPromises ? new \GuzzleHttp\Promise\FulfilledPromise($this->given) : $this->given;
    }

    /**
     * Credentials that have not expired.
     * @throws VendException
     */
    public function get(): VendedCredentials
    {
        try {
            if (!$this->isLoaded) {
                $this->settings->load();
                $this->isLoaded = true;
            }
            if (!$this->isDue()) {
                return $this->kept->credentials;
            }
            return $this->renew();
        } catch (Failure $failure) {
            throw $this->describe($failure);
        }
    }

    /** Without what the options hold. */
    public function __debugInfo(): array
    {
        return ['url' => $this->settings->address, 'grant' => $this->settings->grant];
    }

    private function isDue(): bool
    {
        $left = $this->kept->left();
        $now = microtime(true);
        return $left <= 0 || ($now >= $this->kept->notBefore && ($left < self::TOO_SHORT_SECONDS || $now >= $this->kept->renewFrom));
    }

    private function renew(): VendedCredentials
    {
        $beganAt = Plain::clock();
        $key = $this->cache === null ? '' : $this->settings->cacheKey();
        $this->load($key);
        if ($this->isDue() && !$this->claim($key)) {
            $this->waitForOthers($key);
        }
        $left = $this->kept->left();
        if ($left > 0 && (!$this->isDue() || $this->isClaimedByOthers())) {
            return $this->kept->credentials;
        }
        try {
            $this->take((new Fetch($this->settings))->run($this->budget() - (Plain::clock() - $beganAt)));
            $this->store($key);
        } catch (Failure $failure) {
            $this->postpone();
            $isEnough = $this->kept->left() > 0;
            if ($isEnough) {
                $this->warn($failure);
            }
            $this->store($key);
            if (!$isEnough) {
                throw $failure;
            }
        }
        return $this->kept->credentials;
    }

    private function budget(): float
    {
        return $this->kept->left() < self::TOO_SHORT_SECONDS ? self::NEEDED_BUDGET_SECONDS : self::AHEAD_BUDGET_SECONDS;
    }

    private function take(VendedCredentials $credentials): void
    {
        $warnedAt = $this->kept->warnedAt;
        $this->kept = new Kept();
        $this->kept->warnedAt = $warnedAt;
        $this->kept->credentials = $credentials;
        $ahead = $this->settings->refreshAheadSeconds ?? min(self::LONGEST_AHEAD_SECONDS, $credentials->left() / 2);
        $this->kept->renewFrom = $credentials->getExpiration() - $ahead;
    }

    private function postpone(): void
    {
        $pause = min(self::LONGEST_PAUSE_SECONDS, self::FIRST_PAUSE_SECONDS * 2 ** min($this->kept->failures, 10));
        $this->kept->failures++;
        // Longer by up to a fifth, so that many processes do not knock at the same time.
        $this->kept->notBefore = microtime(true) + $pause * (1 + mt_rand() / mt_getrandmax() / 5);
        $this->kept->claimedUntil = 0.0;
    }

    /** Takes it on this process to renew, as far as a cache without locks allows: two that begin within a millisecond may both do so. */
    private function claim(string $key): bool
    {
        if ($this->cache === null) {
            return true;
        }
        if ($this->isClaimedByOthers()) {
            return false;
        }
        $this->kept->claimedUntil = microtime(true) + $this->budget() + 1;
        $this->kept->claimedBy = $this->name();
        $this->store($key);
        $this->load($key);
        return !$this->isClaimedByOthers();
    }

    private function isClaimedByOthers(): bool
    {
        return $this->kept->claimedUntil > microtime(true) && $this->kept->claimedBy !== $this->name();
    }

    private function name(): string
    {
        return gethostname() . '/' . getmypid() . '/' . spl_object_id($this);
    }

    /** Where there is nothing to go on with: until the one that renews has done so or has failed. */
    private function waitForOthers(string $key): void
    {
        $endsAt = Plain::clock() + self::AHEAD_BUDGET_SECONDS;
        while ($this->kept->left() <= 0 && $this->isClaimedByOthers() && Plain::clock() < $endsAt) {
            usleep(50000);
            $this->load($key);
        }
    }

    /** What the others know, unless it is older than what is known here. A cache that fails is none. */
    private function load(string $key): void
    {
        if ($this->cache === null) {
            return;
        }
        try {
            $found = Kept::fromArray($this->cache->get($key));
        } catch (\Throwable $error) {
            $found = null;
        }
        if ($found !== null && $found->left() >= $this->kept->left() - 0.5) {
            if ($found->credentials == $this->kept->credentials) {
                $found->credentials = $this->kept->credentials;
            }
            $this->kept = $found;
        }
    }

    private function store(string $key): void
    {
        if ($this->cache === null) {
            return;
        }
        $seconds = max($this->kept->left(), $this->kept->claimedUntil - microtime(true), self::LONGEST_PAUSE_SECONDS);
        try {
            $this->cache->set($key, $this->kept->toArray(), (int) ceil($seconds));
        } catch (\Throwable $error) {
            return;
        }
    }

    private function warn(Failure $failure): void
    {
        if (microtime(true) - $this->kept->warnedAt < self::WARNING_PAUSE_SECONDS) {
            return;
        }
        $this->kept->warnedAt = microtime(true);
        $sentence = $this->describe($failure)->getMessage() . '; going on with those at hand';
        if ($this->logger === null) {
            error_log($sentence);
        } elseif (is_callable($this->logger)) {
            ($this->logger)($sentence);
        } else {
            $this->logger->warning($sentence);
        }
    }

    /** The one sentence that callers get. What stopped the fetch is not kept with it: its trace has tokens among the arguments. */
    private function describe(
        #[\SensitiveParameter]
        Failure $failure
    ): VendException {
        $from = $this->settings->address === null ? '' : " from {$this->settings->address}";
        $flags = JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE;
        $grant = $this->settings->grant === null ? '' : ' for grant ' . json_encode($this->settings->grant, $flags);
        return new VendException("No AWS credentials$from$grant: {$failure->getMessage()}", $failure->status, $failure->vendCode);
    }
}
