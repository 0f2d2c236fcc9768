<?php

// `php clients/php/test/VendCredentialsTest.php`: what the scenarios of all clients do not ask, which know nothing of promises and of caches.

declare(strict_types=1);

namespace Vend\Test;

use Vend\VendCredentials;
use Vend\VendException;

error_reporting(E_ALL);
set_error_handler(static function (int $level, string $message, string $file, int $line): bool {
    if ((error_reporting() & $level) !== 0) {
        throw new \ErrorException($message, 0, $level, $file, $line);
    }
    return true;
});
require __DIR__ . '/stand-ins.php';
require __DIR__ . '/../VendCredentials.php';

/** Whatever is kept is old enough to be renewed. */
const ALWAYS_RENEW = ['refreshAheadSeconds' => 100000];

final class VendCredentialsTest
{
    private $folder;
    private $service;
    private $url;

    public function setUp(): void
    {
        $this->folder = sys_get_temp_dir() . '/' . uniqid('vend-php-', true);
        mkdir("{$this->folder}/cache", 0700, true);
        $this->answer([]);
        touch("{$this->folder}/seen");
        $command = [PHP_BINARY, __DIR__ . '/service.php', "{$this->folder}/seen", "{$this->folder}/how"];
        $this->service = proc_open($this->words($command), [1 => ['pipe', 'w']], $pipes);
        $this->url = 'http://127.0.0.1:' . trim((string) fgets($pipes[1]));
    }

    public function tearDown(): void
    {
        proc_terminate($this->service, 9);
        proc_close($this->service);
        array_map('unlink', array_filter(array_merge(glob("{$this->folder}/*"), glob("{$this->folder}/cache/*")), 'is_file'));
        rmdir("{$this->folder}/cache");
        rmdir($this->folder);
    }

    public function testOptionsWinOverTheEnvironment(): void
    {
        putenv('VEND_URL=https://nobody.invalid');
        putenv('VEND_TOKEN_FILE=/nowhere/token');
        $token = static function (): string {
            return "Bearer d.e.f\n";
        };
        $more = ['token' => $token, 'durationSeconds' => 900, 'parameters' => ['dataset' => 'a b']];
        $this->same('token-1', $this->provider($more)->get()->getSecurityToken());
        putenv('VEND_URL');
        putenv('VEND_TOKEN_FILE');
        $this->contains("GET /v1/credentials/nightly-report?format=php&duration=900&param.dataset=a+b HTTP/1.1\r\n", $this->seen()[0]);
        $this->contains("Authorization: Bearer d.e.f\r\n", $this->seen()[0]);
    }

    public function testKnowsItsOptions(): void
    {
        $error = $this->raised(\InvalidArgumentException::class, function (): void {
            new VendCredentials(['grnat' => 'x', 'clientSecret' => 'a-secret']);
        });
        $this->contains('grnat', $error->getMessage());
        $error = $this->raised(\InvalidArgumentException::class, function (): void {
            new VendCredentials(['cache' => new \stdClass()]);
        });
        $this->contains('CacheInterface', $error->getMessage());
    }

    public function testSaysCodeAndStatusOfARefusal(): void
    {
        $this->answer(['status' => 403]);
        $error = $this->raised(VendException::class, [$this->provider(), 'get']);
        $this->same([403, 'NotGranted'], [$error->getStatus(), $error->getVendCode()]);
    }

    public function testSaysNothingOfWhatATokenFunctionSaid(): void
    {
        $token = static function (): string {
            throw new \DomainException('a-secret');
        };
        $error = $this->raised(VendException::class, [$this->provider(['token' => $token]), 'get']);
        $this->same(true, strpos((string) $error, 'a-secret') === false);
        $this->contains(': the token function failed', $error->getMessage());
    }

    public function testAsksATokenFunctionForNoOtherAfterARefusal(): void
    {
        $this->answer(['status' => 401]);
        $calls = 0;
        $token = static function () use (&$calls): string {
            return 'a.b.' . ++$calls;
        };
        $this->raised(VendException::class, [$this->provider(['token' => $token]), 'get']);
        $this->same(1, count($this->seen()));
    }

    public function testShowsNoSecretWhenItIsLookedAt(): void
    {
        $provider = $this->provider(['clientSecret' => 'a-secret']);
        ob_start();
        var_dump($provider->get(), $provider);
        $this->same(0, preg_match('/secret-1|token-1|a\.b\.c|a-secret/', (string) ob_get_clean()));
    }

    public function testDoesNotWaitForAPipeInPlaceOfAFile(): void
    {
        $pipe = "{$this->folder}/pipe";
        exec('mkfifo ' . escapeshellarg($pipe), $_, $status);
        if ($status !== 0) {
            throw new Skipped('there is no mkfifo');
        }
        foreach ([['tokenFile' => $pipe], ['tokenUrl' => $this->url, 'clientId' => 'x', 'clientSecretFile' => $pipe]] as $more) {
            $error = $this->raised(VendException::class, [new VendCredentials(['url' => $this->url] + $more), 'get']);
            $this->contains("$pipe cannot be read: it is not a regular file", $error->getMessage());
        }
        unlink($pipe);
        file_put_contents("{$this->folder}/token", str_repeat('a', 65537));
        $provider = new VendCredentials(['url' => $this->url, 'tokenFile' => "{$this->folder}/token"]);
        $error = $this->raised(VendException::class, [$provider, 'get']);
        $this->contains('/token cannot be read: it is larger than 64 KiB', $error->getMessage());
    }

    public function testTakesNoCredentialsThatAreToLastForEverOrEndALine(): void
    {
        foreach ([
            ['expires' => time() + 13 * 3600 + 60, 'says' => 'expires is more than 13 h ahead'],
            ['expires' => 253402300799, 'says' => 'expires is more than 13 h ahead'],
            ['key' => "a\nb", 'says' => 'key holds something other than printable ASCII'],
            ['secret' => "a\0", 'says' => 'secret holds something other than printable ASCII'],
            ['token' => "a\n", 'says' => 'token holds something other than printable ASCII'],
        ] as $values) {
            $says = $values['says'];
            unset($values['says']);
            $this->answer(['values' => $values]);
            $error = $this->raised(VendException::class, [$this->provider(), 'get']);
            $this->contains("the answer's $says after 4 attempts", $error->getMessage());
        }
    }

    public function testRepeatsNothingOfWhatWasSent(): void
    {
        foreach ([
            'an-opaque-secret is refused' => '401 NotGranted: (token) is refused',
            "an-opa\nque-secret is refused" => '401 NotGranted: (token)',
            'another is refused' => '401 NotGranted: another is refused',
        ] as $text => $says) {
            $this->answer(['status' => 401, 'values' => ['message' => $text]]);
            $client = ['token' => null, 'tokenUrl' => $this->url, 'clientId' => 'me', 'clientSecret' => 'an-opaque-secret'];
            foreach ([['token' => 'an-opaque-secret'], $client] as $more) {
                $error = $this->raised(VendException::class, [$this->provider($more), 'get']);
                $this->same($says, substr($error->getMessage(), (int) strpos($error->getMessage(), '401')));
            }
        }
    }

    public function testTakesNoProxyWhosePasswordIsNotEscapedAndSaysNothingOfIt(): void
    {
        foreach (['http://user:p@sec/word@proxy:1', 'http://user:p@sec@proxy:1', 'user:sec/word@proxy', 'http://user:sec?@proxy'] as $proxy) {
            putenv("https_proxy=$proxy");
            $error = $this->raised(VendException::class, [$this->provider(['url' => 'https://vend.invalid']), 'get']);
            $this->contains(': HTTPS_PROXY is not of the form http://host:port', $error->getMessage());
        }
        putenv('https_proxy');
    }

    public function testReadsRetryAfterAsSecondsOrAsADate(): void
    {
        $read = new \ReflectionMethod('Vend\Transport', 'readRetryAfter');
        $read->setAccessible(true);
        foreach (['-5', '+5', '1.5', 'soon', '', 'Wed, 99 Foo 2099 00:00:00 GMT'] as $nothing) {
            $this->same(null, $read->invoke(null, $nothing));
        }
        $this->same(3.0, $read->invoke(null, '3'));
        $this->below($read->invoke(null, str_repeat('9', 20)), 5.0);
        $this->below($read->invoke(null, gmdate('D, d M Y H:i:s', time() + 60) . ' GMT'), 50.0);
        $this->same(0.0, $read->invoke(null, 'Thu, 01 Jan 1970 00:00:00 GMT'));
    }

    public function testGivesTheSdkPromises(): void
    {
        $provider = $this->provider();
        $credentials = $provider()->wait();
        $this->same(\Aws\Credentials\Credentials::class, get_class($credentials));
        $this->same('token-1', $credentials->getSecurityToken());
        $this->same($credentials, $provider()->wait());
        $this->same(1, count($this->seen()));
        $this->answer(['status' => 403]);
        $promise = ($this->provider(['grant' => 'other']))();
        $this->raised(VendException::class, [$promise, 'wait']);
    }

    public function testSignsForTheSdk(): void
    {
        if (!HAS_SDK) {
            throw new Skipped('VEND_TEST_AWS_SDK_AUTOLOAD is not set');
        }
        $sts = new \Aws\Sts\StsClient(
            ['credentials' => $this->provider(), 'region' => 'eu-central-1', 'version' => 'latest', 'endpoint' => $this->url]
        );
        $this->same('an-arn', $sts->getCallerIdentity()['Arn']);
        $this->contains('Credential=ASIANUMBER1/', $this->seen()[1]);
        $this->contains('token-1', $this->seen()[1]);
        $this->answer(['status' => 403]);
        $sts = new \Aws\Sts\StsClient(
            ['credentials' => $this->provider(), 'region' => 'eu-central-1', 'version' => 'latest', 'endpoint' => $this->url]
        );
        $error = $this->raised(VendException::class, [$sts, 'getCallerIdentity']);
        $this->contains('403 NotGranted', $error->getMessage());
    }

    public function testWaitsForARenewalAheadThreeSecondsAtMostAndThenNotAtAll(): void
    {
        $warnings = [];
        $logger = static function (string $sentence) use (&$warnings): void {
            $warnings[] = $sentence;
        };
        $provider = $this->provider(ALWAYS_RENEW + ['logger' => $logger]);
        $first = $provider->get();
        $this->answer(['delay' => 20]);
        $beganAt = microtime(true);
        $this->same($first, $provider->get());
        $this->below(4.5, microtime(true) - $beganAt);
        $beganAt = microtime(true);
        $this->same($first, $provider->get());
        $this->below(0.5, microtime(true) - $beganAt);
        $this->same(1, count($warnings));
        $this->contains('; going on with those at hand', $warnings[0]);
    }

    public function testSharesACacheOfPsr16(): void
    {
        $cache = new FileCache("{$this->folder}/cache");
        $this->same('token-1', $this->provider(['cache' => $cache])->get()->getSecurityToken());
        $this->same('token-1', $this->provider(['cache' => $cache])->get()->getSecurityToken());
        $this->same(1, count($this->seen()));
    }

    public function testSharesACacheOfTheSdk(): void
    {
        $cache = new SdkCache();
        $this->same('token-1', $this->provider(['cache' => $cache])->get()->getSecurityToken());
        $this->same('token-1', $this->provider(['cache' => $cache])->get()->getSecurityToken());
        $this->same(1, count($this->seen()));
    }

    public function testSharesWithNobodyElse(): void
    {
        $cache = new FileCache("{$this->folder}/cache");
        $ask = function (array $claims, array $more = []) use ($cache): string {
            $token = 'eyJhbGciOiJub25lIn0.' . rtrim(strtr(base64_encode((string) json_encode($claims)), '+/', '-_'), '=') . '.x';
            return $this->provider(['cache' => $cache, 'token' => $token] + $more)->get()->getSecurityToken();
        };
        $this->same('token-1', $ask(['sub' => 'a', 'exp' => 1, 'iat' => 1, 'jti' => 'x']));
        // The next token of the same caller.
        $this->same('token-1', $ask(['sub' => 'a', 'exp' => 2, 'iat' => 2, 'jti' => 'y']));
        $this->same('token-2', $ask(['sub' => 'b', 'exp' => 1, 'iat' => 1, 'jti' => 'x']));
        $this->same('token-3', $ask(['sub' => 'a', 'branch' => 'main']));
        $this->same('token-4', $ask(['sub' => 'a'], ['grant' => 'other']));
        $this->same('token-5', $ask(['sub' => 'a'], ['parameters' => ['dataset' => 'x']]));
        $this->same('token-6', $ask(['sub' => 'a'], ['durationSeconds' => 900]));
    }

    public function testLetsOneOfManyProcessesRenewAheadWhileTheOthersGoOn(): void
    {
        $this->runMany(1, ALWAYS_RENEW);
        $this->answer(['delay' => 1.5]);
        $first = $this->start(ALWAYS_RENEW);
        $this->waitForRequest(2);
        $beganAt = microtime(true);
        // Due for all of them; but somebody is at it.
        $this->same(array_fill(0, 4, 'token-1'), $this->runMany(4, ALWAYS_RENEW));
        $this->same('token-2', $this->finish($first));
        $this->same(2, count($this->seen()));
        $this->below(10, microtime(true) - $beganAt);
    }

    public function testLetsOneOfManyProcessesFetchTheFirstWhileTheOthersWait(): void
    {
        $this->answer(['delay' => 1]);
        $first = $this->start([]);
        $this->waitForRequest(1);
        $this->same(array_fill(0, 4, 'token-1'), $this->runMany(4, []));
        $this->same('token-1', $this->finish($first));
        $this->same(1, count($this->seen()));
    }

    public function testFetchesItselfWhereWhoBeganHasDied(): void
    {
        $this->answer(['delay' => 4]);
        $first = $this->start([]);
        $this->waitForRequest(1);
        proc_terminate($first[0], 9);
        proc_close($first[0]);
        $this->answer([]);
        $this->same('token-2', $this->runMany(1, [])[0]);
    }

    public function testTellsOthersOfARenewalThatFailed(): void
    {
        $cache = new FileCache("{$this->folder}/cache");
        $warnings = 0;
        $more = ALWAYS_RENEW + ['cache' => $cache, 'logger' => static function () use (&$warnings): void {
            $warnings++;
        }];
        $this->provider($more)->get();
        $this->answer(['status' => 403]);
        for ($times = 0; $times < 5; $times++) {
            $this->same('token-1', $this->provider($more)->get()->getSecurityToken());
        }
        $this->same([2, 1], [count($this->seen()), $warnings]);
    }

    public function testGoesOnWithoutACacheThatIsDownOrHoldsSomethingElse(): void
    {
        $cache = new FileCache("{$this->folder}/cache");
        $cache->isBroken = true;
        $provider = $this->provider(['cache' => $cache]);
        $this->same('token-1', $provider->get()->getSecurityToken());
        $this->same('token-1', $provider->get()->getSecurityToken());
        $cache = new SdkCache();
        $this->provider(['cache' => $cache])->get();
        $key = array_keys($cache->values)[0];
        $whole = $cache->values[$key];
        $cache->values[$key] = json_decode((string) json_encode($whole), true); // by a cache that writes JSON
        $this->same('token-2', $this->provider(['cache' => $cache])->get()->getSecurityToken());
        $number = 2;
        foreach (['text', ['credentials' => null], ['failures' => '0'] + $whole, ['credentials' => ['key' => 'x']] + $whole] as $other) {
            $cache->values[$key] = $other;
            $number++;
            $this->same("token-$number", $this->provider(['cache' => $cache])->get()->getSecurityToken());
        }
    }

    private function provider(array $more = []): VendCredentials
    {
        return new VendCredentials($more + $this->options());
    }

    private function options(): array
    {
        return ['url' => $this->url, 'grant' => 'nightly-report', 'token' => 'a.b.c'];
    }

    private function answer(array $how): void
    {
        file_put_contents("{$this->folder}/how", json_encode($how + ['life' => 3600, 'delay' => 0, 'status' => 200]), LOCK_EX);
    }

    /** The requests that have come, each with its head. */
    private function seen(): array
    {
        return array_map(static function (string $line): string {
            return json_decode($line, true)['head'];
        }, file("{$this->folder}/seen"));
    }

    private function waitForRequest(int $number): void
    {
        for ($times = 0; $times < 500 && count($this->seen()) < $number; $times++) {
            usleep(20000);
        }
    }

    private function start(array $more): array
    {
        $command = [PHP_BINARY, __DIR__ . '/share-cache.php', json_encode($more + $this->options()), "{$this->folder}/cache"];
        $process = proc_open($this->words($command), [1 => ['pipe', 'w']], $pipes);
        return [$process, $pipes[1]];
    }

    private function finish(array $started): string
    {
        $said = (string) stream_get_contents($started[1]);
        proc_close($started[0]);
        return $said;
    }

    private function runMany(int $count, array $more): array
    {
        $started = [];
        while (count($started) < $count) {
            $started[] = $this->start($more);
        }
        return array_map([$this, 'finish'], $started);
    }

    /** PHP before 7.4 takes no list. */
    private function words(array $command)
    {
        return PHP_VERSION_ID >= 70400 ? $command : 'exec ' . implode(' ', array_map('escapeshellarg', $command));
    }

    private function same($expected, $actual): void
    {
        if ($expected !== $actual) {
            throw new \LogicException('expected ' . var_export($expected, true) . ' but got ' . var_export($actual, true));
        }
    }

    private function contains(string $part, string $whole): void
    {
        if (strpos($whole, $part) === false) {
            throw new \LogicException("expected '$part' in '$whole'");
        }
    }

    private function below(float $limit, float $actual): void
    {
        if ($actual >= $limit) {
            throw new \LogicException("expected less than $limit but got $actual");
        }
    }

    private function raised(string $class, callable $act): \Throwable
    {
        try {
            $act();
        } catch (\Throwable $error) {
            if ($error instanceof $class) {
                return $error;
            }
            throw $error;
        }
        throw new \LogicException("expected a $class");
    }
}

final class Skipped extends \RuntimeException
{
}

$failed = 0;
$only = $argv[1] ?? '';
foreach (get_class_methods(VendCredentialsTest::class) as $name) {
    if (strpos($name, 'test') !== 0 || ($only !== '' && strpos($name, $only) === false)) {
        continue;
    }
    $test = new VendCredentialsTest();
    $test->setUp();
    try {
        $test->$name();
        echo "ok      $name\n";
    } catch (Skipped $skipped) {
        echo "skipped $name: {$skipped->getMessage()}\n";
    } catch (\Throwable $error) {
        $failed++;
        echo "FAILED  $name\n$error\n";
    } finally {
        $test->tearDown();
    }
}
exit($failed === 0 ? 0 : 1);
